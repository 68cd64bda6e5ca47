import type { Clock, Net, Random, Secrets, Sql, Storage } from './capabilities'

/**
 * What a plugin is. Only `execute` is required.
 *
 * A plugin's identity (its name, version, permissions, defaults) stands in `plugin.json` and nowhere in code.
 *
 * @typeParam Input - what `execute` takes; anything that a structured clone can carry
 * @typeParam Output - what `execute` gives back; anything that a structured clone can carry
 * @typeParam Config - the shape of `ctx.config`
 * @typeParam State - what `snapshot` hands to the next generation's `restore`
 */
export interface Plugin<Input = unknown, Output = unknown, Config = Record<string, unknown>, State = unknown> {
  /**
   * Called once, before any call. If it throws, or takes longer than `limits.initMs`, this generation is refused
   * and the one before it goes on serving.
   */
  init?(ctx: Context<Config>): void | Promise<void>

  /**
   * Does the plugin's work: one input in, one output out. May be async, and may be called again before the
   * first call has ended (at most `limits.concurrency` at a time).
   *
   * In a pipeline that a stream runs through, it is called for each item (`ctx.stream` is its number then), and
   * `undefined` drops the item.
   *
   * An error that it throws with `retryable: true` says that the same call may go well if it is tried again: the
   * `recovery` middleware does so.
   */
  execute(input: Input, ctx: CallContext<Config>): Output | Promise<Output>

  /**
   * Called once where a stream ends that this plugin is a step of, after its last item; what it returns goes on as one
   * more item, unless it is `undefined`. So a plugin can gather items and give what they come to. A stream that is stopped
   * before its end flushes as well, so that nothing is kept of it; what that returns is dropped.
   *
   * The same plugin may serve several streams at the same time: keep what is gathered by `ctx.stream`. A generation that
   * is swapped in meanwhile goes on with it only if `snapshot` and `restore` hand it over.
   *
   * @example
   * ```ts
   * const sums = new Map<number | null, number>()
   *
   * export default definePlugin({
   *   execute(amount: number, { stream }) {
   *     sums.set(stream, (sums.get(stream) ?? 0) + amount)
   *   },
   *   flush({ stream }) {
   *     const sum = sums.get(stream) ?? 0
   *     sums.delete(stream)
   *     return sum
   *   },
   *   snapshot: () => sums,
   *   restore: (state: typeof sums) => state.forEach((sum, stream) => sums.set(stream, sum)),
   * })
   * ```
   */
  flush?(ctx: CallContext<Config>): Output | undefined | Promise<Output | undefined>

  /** Called once, after the last call has ended and before the worker goes. At most `limits.shutdownMs`. */
  shutdown?(ctx: Context<Config>): void | Promise<void>

  /** Says what is wrong with a config; an empty list means that it is fine. Called before `init`. */
  validateConfig?(config: unknown): readonly ConfigProblem[] | Promise<readonly ConfigProblem[]>

  /** Says how the plugin feels. `failing` before the commit refuses the generation. */
  healthCheck?(ctx: Context<Config>): Health | Promise<Health>

  /** The state that the next generation should go on with. Called when the last call has ended. */
  snapshot?(): State | Promise<State>

  /** Takes over the state of the generation before. Called after `init` and before the first call. */
  restore?(state: State, from: Origin): void | Promise<void>
}

/** Where a restored state comes from. */
export interface Origin {
  /** The SemVer of the generation that took the snapshot. */
  readonly version: string
  /** The number of the generation that took the snapshot. */
  readonly generation: number
}

/** One thing that is wrong with a config. */
export interface ConfigProblem {
  /** Where in the config, as a JSON Pointer: `/style`. */
  readonly path: string
  /** What is wrong, for the person who edits the config. */
  readonly message: string
}

export type HealthStatus = 'ok' | 'degraded' | 'failing'

/** What `healthCheck` answers. */
export interface Health {
  readonly status: HealthStatus
  /** One sentence for the person who looks. */
  readonly detail?: string
}

/** What a plugin knows of itself and may ask of the host. */
export interface Context<Config = Record<string, unknown>> {
  /** The plugin's name, from `plugin.json`. */
  readonly name: string
  /** The plugin's SemVer, from `plugin.json`. */
  readonly version: string
  /** Counts up by one with each build that is swapped in. */
  readonly generation: number
  /** The defaults of `plugin.json` with the person's own values over them. Frozen. */
  readonly config: Readonly<Config>
  /** Aborted when this generation is unloaded. */
  readonly signal: AbortSignal
  /** Lines for the console, each with its place in the source. */
  readonly log: Log
  /** Numbers for the Metrics tab. */
  readonly metrics: Metrics
  /** The plugins that this one depends on. */
  readonly plugins: Plugins
  /** A store of the plugin's own. Needs `storage:read` and `storage:write`. */
  readonly storage: Storage
  /** A PostgreSQL database of the plugin's own. Needs `sql`. */
  readonly sql: Sql
  /** Requests to other origins. Needs `net:<origin>`. */
  readonly net: Net
  /** The time of day. Needs `clock`. */
  readonly clock: Clock
  /** Chance. Needs `random`. */
  readonly random: Random
  /** Values that a person typed in for this plugin. Needs `secrets:<name>`. */
  readonly secrets: Secrets
}

/**
 * The context of one call: its `signal` is aborted on the call's timeout or cancel, too. In a pipeline, `config` has the
 * values of the step over the plugin's own.
 */
export interface CallContext<Config = Record<string, unknown>> extends Context<Config> {
  /** The number of the stream that the input is an item of: each step of each run has its own. `null` for any other call. */
  readonly stream: number | null
}

/** Writes to the console. Takes anything; objects can be opened there. */
export interface Log {
  debug(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}

/** Counts and measures. A name is a short text such as `rows` or `cache.hits`. */
export interface Metrics {
  /** Adds to a counter. @param by - how much; 1 unless told */
  count(name: string, by?: number): void
  /** Sets a value that goes up and down. */
  gauge(name: string, value: number): void
  /** Adds one sample to a distribution (say, milliseconds). */
  observe(name: string, value: number): void
}

/** Calls other plugins: those that `plugin.json` names under `dependencies`, and with `plugins:call` any other. */
export interface Plugins {
  /**
   * Has another plugin do its work, and resolves with its output. The input and the output cross as copies.
   *
   * Within `execute` it is part of that call: it ends when the call ends, and is given up when `ctx.signal` is aborted.
   * So await it.
   *
   * @typeParam Output - what the other plugin gives back, as far as you know
   * @param name - the other plugin's name, as in `dependencies`
   * @param input - anything that a structured clone can carry
   * @throws PluginCallError where the call fails; the signal's own reason where `ctx.signal` was aborted
   *
   * @example
   * ```ts
   * async execute(name: string, ctx) {
   *   const title = await ctx.plugins.call<string>('titlecase', name)
   *   return `Hello, ${title}!`
   * }
   * ```
   */
  call<Output = unknown>(name: string, input: unknown): Promise<Output>
}

/** What a failed `ctx.plugins.call` rejects with. */
export interface PluginCallError extends Error {
  readonly name: 'PluginCallError'
  /** Why it failed, by the codes that the Problems tab shows: `TIMEOUT`, `CANCELLED`, `DEPENDENCY_MISSING`, … */
  readonly code: string
  /** Whether the plugin that failed said that a second try may go well. */
  readonly retryable?: true
}
