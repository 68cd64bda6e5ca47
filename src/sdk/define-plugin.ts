import type { Context, Plugin } from './contract'

/**
 * Declares a plugin. Returns what it is given: it is there so that the editor knows the types.
 *
 * @example
 * ```ts
 * import { definePlugin } from 'hotplug'
 *
 * export default definePlugin({
 *   execute(name: string, ctx) {
 *     ctx.log.info('greeting', name)
 *     return `Hello, ${name}!`
 *   },
 * })
 * ```
 */
export function definePlugin<Input, Output, Config = Record<string, unknown>, State = unknown>(
  plugin: Plugin<Input, Output, Config, State>,
): Plugin<Input, Output, Config, State>

/**
 * Declares a plugin as a factory: it is called once for each generation, before `init`, with the context.
 *
 * @example
 * ```ts
 * export default definePlugin((ctx) => {
 *   const style = ctx.config['style']
 *   return { execute: (name: string) => `${style}: ${name}` }
 * })
 * ```
 */
export function definePlugin<Input, Output, Config = Record<string, unknown>, State = unknown>(
  factory: (ctx: Context<Config>) => Plugin<Input, Output, Config, State>,
): (ctx: Context<Config>) => Plugin<Input, Output, Config, State>

export function definePlugin(plugin: unknown): unknown {
  return plugin
}
