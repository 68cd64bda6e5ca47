/**
 * What a plugin may ask of the host beyond its own work. Each member needs an entry under `permissions` in `plugin.json`
 * and a person's grant; without them it rejects with a {@link CapabilityError} that says what to do.
 */

/** What a use of a capability rejects with. */
export interface CapabilityError extends Error {
  readonly name: 'CapabilityError'
  /**
   * `PERMISSION` where the manifest does not ask for it or nobody has granted it, `INPUT` where what was given is wrong,
   * `TIMEOUT` where it took too long, `CAPABILITY` where it failed: a store that is full, a server that does not answer.
   */
  readonly code: string
}

/**
 * A store of the plugin's own, which outlives reloads and new versions. Needs `storage:read` to look and `storage:write`
 * to change.
 *
 * A key is a text of 1 to 200 characters. A value is anything that a structured clone can carry, up to 1 MB; all of a
 * plugin's values may take 5 MB together, and what is more rejects with `code: 'CAPABILITY'`.
 *
 * @example
 * ```ts
 * const count = ((await ctx.storage.get<number>('count')) ?? 0) + 1
 * await ctx.storage.set('count', count)
 * ```
 */
export interface Storage {
  /** The value under a key; `undefined` where there is none. Needs `storage:read`. */
  get<Value = unknown>(key: string): Promise<Value | undefined>
  /** Keeps a value under a key, in place of what was there. Needs `storage:write`. */
  set(key: string, value: unknown): Promise<void>
  /** Takes a key away; nothing happens where there is none. Needs `storage:write`. */
  delete(key: string): Promise<void>
  /** The keys that begin with `prefix`, sorted; all of them without one. Needs `storage:read`. */
  keys(prefix?: string): Promise<string[]>
}

/**
 * A PostgreSQL database of the plugin's own. Needs `sql`.
 *
 * @example
 * ```ts
 * await ctx.sql.query('create table if not exists notes (id serial primary key, text text not null)')
 * await ctx.sql.query('insert into notes (text) values ($1)', [input])
 * const { rows } = await ctx.sql.query<{ text: string }>('select text from notes order by id')
 * ```
 */
export interface Sql {
  /**
   * Runs one statement.
   *
   * @param params - the values of `$1`, `$2`, … in the text: bound, never pasted into it
   */
  query<Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>>
}

/** What a statement gave. */
export interface SqlResult<Row = Record<string, unknown>> {
  readonly rows: readonly Row[]
  /** The columns, in their order. */
  readonly fields: readonly SqlField[]
  /** How many rows were inserted, changed or deleted. */
  readonly affectedRows: number
}

/** A column of an {@link SqlResult}. */
export interface SqlField {
  readonly name: string
  /** The number of its type in PostgreSQL's `pg_type`. */
  readonly dataTypeID: number
}

/**
 * Requests to other origins, which the host makes. Needs `net:<origin>`, such as `net:https://api.example.com`.
 *
 * No cookies and no other credentials of the person go along, an answer may take 16 MB and 30 seconds, and a redirect
 * is refused. The other origin must allow this page's origin (CORS).
 *
 * @example
 * ```ts
 * const response = await ctx.net.fetch('https://api.example.com/people/1')
 * if (response.status !== 200) throw new Error(`The answer was ${response.status}`)
 * const person = await response.json<{ name: string }>()
 * ```
 */
export interface Net {
  /** @throws CapabilityError where no answer comes; one that says 404 is an answer */
  fetch(url: string, options?: NetRequestOptions): Promise<NetResponse>
}

export interface NetRequestOptions {
  /** `GET` unless told. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** An answer, all of which is there. */
export interface NetResponse {
  /** Such as 200 or 404. */
  readonly status: number
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body, as UTF-8. */
  text(): Promise<string>
  /** The body, as JSON. Rejects where it is none. */
  json<Value = unknown>(): Promise<Value>
  bytes(): Promise<Uint8Array>
}

/** The time of day, which a test can set. Needs `clock`. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): Promise<number>
}

/** Chance, which a test can set. Needs `random`. */
export interface Random {
  /** A number from 0 up to 1, without 1. */
  next(): Promise<number>
}

/**
 * Values that a person typed in for this plugin: keys of services, passwords. They are kept out of the plugin's files,
 * of exports and of links, and shown as ••• in log lines, errors and names of metrics. What `execute` returns is shown
 * as it is.
 *
 * @example
 * ```ts
 * const token = await ctx.secrets.get('API_TOKEN') // "permissions": ["secrets:API_TOKEN", …]
 * await ctx.net.fetch(url, { headers: { authorization: `Bearer ${token}` } })
 * ```
 */
export interface Secrets {
  /** Needs `secrets:<name>`. @throws CapabilityError where nobody has typed a value */
  get(name: string): Promise<string>
}
