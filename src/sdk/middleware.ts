import type { CallContext, Context, Plugin } from './contract'

/**
 * What goes around the calls of other plugins. Its `plugin.json` says `"kind": "middleware"`; which plugins it goes
 * around, and in which order, a person chooses.
 *
 * A middleware lives like any plugin: it is saved, swapped and unloaded, and `init`, `shutdown`, `validateConfig`,
 * `healthCheck`, `snapshot` and `restore` are the same. Only `execute` and `flush` are not there: `around` is in their place.
 *
 * @typeParam Config - the shape of `ctx.config`
 * @typeParam State - what `snapshot` hands to the next generation's `restore`
 */
export interface Middleware<Config = Record<string, unknown>, State = unknown> extends Omit<
  Plugin<unknown, unknown, Config, State>,
  'execute' | 'flush'
> {
  /**
   * Called for each call of a plugin that this middleware goes around. What it returns is the output of that call; what
   * it throws is its failure.
   *
   * @param call - who is called, and with what
   * @param next - the rest of the chain, and the plugin itself at its end. May be called again, say to try once more, or
   *   not at all. Await it: what is still under way when `around` ends is given up
   * @throws an error of `next` that is let pass is told as it was, as the failure of whoever failed
   *
   * @example
   * ```ts
   * async around(call, next, ctx) {
   *   const since = performance.now()
   *   const output = await next(call.input)
   *   ctx.log.info(call.plugin, `${performance.now() - since} ms`)
   *   return output
   * }
   * ```
   */
  around(call: AroundCall, next: Next, ctx: CallContext<Config>): unknown
}

/** The call of another plugin, as a middleware sees it. */
export interface AroundCall {
  /** The name of the plugin that is called. */
  readonly plugin: string
  /** The SemVer that serves it now; `null` while none is up. */
  readonly version: string | null
  /** The generation that serves it now; a swap may come before the call does. `null` while none is up. */
  readonly generation: number | null
  /** What it is called with: a copy. */
  readonly input: unknown
  /** When the call times out, in milliseconds since 1970, as `Date.now()` counts. */
  readonly deadline: number
}

/**
 * Runs the rest of the chain with this input, and resolves with its output. Both cross as copies.
 *
 * @throws PluginCallError where it fails; the signal's own reason where `ctx.signal` was aborted
 */
export type Next = (input: unknown) => Promise<unknown>

/**
 * Declares a middleware. Returns what it is given: it is there so that the editor knows the types.
 *
 * @example
 * ```ts
 * import { defineMiddleware } from 'hotplug'
 *
 * export default defineMiddleware({
 *   async around(call, next, ctx) {
 *     ctx.log.info('before', call.plugin)
 *     const output = await next(call.input)
 *     ctx.log.info('after', call.plugin)
 *     return output
 *   },
 * })
 * ```
 */
export function defineMiddleware<Config = Record<string, unknown>, State = unknown>(
  middleware: Middleware<Config, State>,
): Middleware<Config, State>

/**
 * Declares a middleware as a factory: it is called once for each generation, before `init`, with the context.
 *
 * @example
 * ```ts
 * export default defineMiddleware((ctx) => ({
 *   around: (call, next) => (call.plugin === ctx.config['spared'] ? next(call.input) : 'not today'),
 * }))
 * ```
 */
export function defineMiddleware<Config = Record<string, unknown>, State = unknown>(
  factory: (ctx: Context<Config>) => Middleware<Config, State>,
): (ctx: Context<Config>) => Middleware<Config, State>

export function defineMiddleware(middleware: unknown): unknown {
  return middleware
}
