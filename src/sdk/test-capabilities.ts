import type { CapabilityError, Clock, Net, NetRequestOptions, Random, Secrets, Sql, Storage } from './capabilities'
import type { Context } from './contract'

function capabilityError(code: string, message: string): CapabilityError {
  return Object.assign(new Error(message), { name: 'CapabilityError' as const, code })
}

/**
 * A store in memory, with these values to begin with.
 *
 * @example
 * ```ts
 * const storage = createTestStorage({ count: 1 })
 * await counter.execute('more', createTestContext({}, { storage }))
 * expect(await storage.get('count')).toBe(2)
 * ```
 */
export function createTestStorage(values: Readonly<Record<string, unknown>> = {}): Storage {
  const kept = new Map(Object.entries(structuredClone(values)))
  return {
    async get<Value>(key: string) {
      return structuredClone(kept.get(key)) as Value | undefined
    },
    async set(key, value) {
      kept.set(key, structuredClone(value))
    },
    async delete(key) {
      kept.delete(key)
    },
    keys: async (prefix = '') => [...kept.keys()].filter((key) => key.startsWith(prefix)).sort(),
  }
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** In milliseconds since 1970. */
  set(now: number): void
}

/** @param now - milliseconds since 1970 */
export function createTestClock(now: number): TestClock {
  let time = now
  return { now: async () => time, set: (next) => void (time = next) }
}

/** Gives these numbers in turn, and then the first again. */
export function createTestRandom(...numbers: readonly [number, ...number[]]): Random {
  let turn = 0
  return { next: async () => numbers[turn++ % numbers.length] ?? numbers[0] }
}

/** What a {@link createTestNet} answers; 200 and an empty body unless told. */
export interface TestAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * A network that knows these addresses, each with its answer or what makes one of the request. Any other is out of reach.
 *
 * @example
 * ```ts
 * const net = createTestNet({ 'https://api.example.com/people/1': { body: '{ "name": "Ada" }' } })
 * ```
 */
export function createTestNet(
  answers: Readonly<Record<string, TestAnswer | ((options: NetRequestOptions) => TestAnswer)>>,
): Net {
  return {
    async fetch(url, options = {}) {
      const known = Object.hasOwn(answers, url) ? answers[url] : undefined
      if (known === undefined) throw capabilityError('CAPABILITY', `The test has no answer for ${url}`)
      const { status = 200, headers = {}, body = '' } = typeof known === 'function' ? known(options) : known
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
      const text = () => new TextDecoder().decode(bytes)
      return {
        status,
        headers,
        text: async () => text(),
        json: async <Value>() => JSON.parse(text()) as Value,
        bytes: async () => bytes,
      }
    },
  }
}

/** Secrets with these values. */
export function createTestSecrets(values: Readonly<Record<string, string>>): Secrets {
  return {
    async get(name) {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value === undefined) throw capabilityError('CAPABILITY', `The test has no secret '${name}'`)
      return value
    },
  }
}

/**
 * A database that gives the rows which `answer` makes of a statement.
 *
 * @example
 * ```ts
 * const sql = createTestSql((text) => (text.startsWith('select') ? [{ text: 'Milk' }] : []))
 * ```
 */
export function createTestSql(
  answer: (text: string, params: readonly unknown[]) => readonly Readonly<Record<string, unknown>>[],
): Sql {
  return {
    async query(text, params = []) {
      const rows = answer(text, params)
      const fields = Object.keys(rows[0] ?? {}).map((name) => ({ name, dataTypeID: 25 }))
      return { rows: rows as readonly never[], fields, affectedRows: 0 }
    },
  }
}

function refuses(capability: string) {
  return () =>
    Promise.reject(
      capabilityError('PERMISSION', `The test grants no ${capability}: hand one to createTestContext, under that name`),
    )
}

/** Capabilities of a plugin that is granted none. */
export const nothingGranted: Pick<Context, 'storage' | 'sql' | 'net' | 'clock' | 'random' | 'secrets'> = {
  storage: { get: refuses('storage'), set: refuses('storage'), delete: refuses('storage'), keys: refuses('storage') },
  sql: { query: refuses('sql') },
  net: { fetch: refuses('net') },
  clock: { now: refuses('clock') },
  random: { next: refuses('random') },
  secrets: { get: refuses('secrets') },
}
