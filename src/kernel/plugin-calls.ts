import type { CallFrame, OnAsk } from './instance'
import type { Clock, GuestFault, HostRequest } from './ports'
import type { CallReport } from './reports'
import { fail, ok } from './result'
import type { SubmitOptions } from './calls'

/** How many plugins may call one another in a row. */
export const maxCallDepth = 16

export interface PluginCallsOptions {
  readonly clock: Clock
  readonly run: (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>
}

/**
 * What `ctx.plugins.call` does: a call of a declared dependency, through its queue like any other, with what is left
 * of the caller's time and with the caller's abort.
 */
export function createPluginCalls({ clock, run }: PluginCallsOptions): OnAsk {
  return async (instance, { params, signal }: HostRequest, frame) => {
    const { plugin, input } = params
    const { build } = instance
    const range = Object.hasOwn(build.manifest.dependencies, plugin) ? build.manifest.dependencies[plugin] : undefined
    if (range === undefined) return fail(undeclared(build.plugin, plugin))
    if (depthOf(frame) >= maxCallDepth) return fail(tooDeep(frame, plugin))
    const timeoutMs = frame ? { timeoutMs: Math.max(0, frame.deadlineAt - clock.now()) } : {}
    const parent = frame ? { parent: frame } : {}
    const report = await run(plugin, input, { version: range, signal, ...timeoutMs, ...parent })
    if (report.ok) return ok(report.output)
    const { code, message, hint } = report.error
    return fail({ code, message: `'${plugin}' failed: ${message}`, hint })
  }
}

function depthOf(frame: CallFrame | null): number {
  let depth = 0
  for (let at = frame; at; at = at.parent) depth++
  return depth
}

function wayOf(frame: CallFrame): string {
  const names: string[] = []
  for (let at: CallFrame | null = frame; at; at = at.parent) names.unshift(at.instance.build.plugin)
  return names.join(' → ')
}

function tooDeep(frame: CallFrame | null, plugin: string): GuestFault {
  const way = frame ? `${wayOf(frame)} → ${plugin}` : plugin
  return { code: 'OVERLOADED', message: `Plugins call one another ${maxCallDepth} deep: ${way}`, hint: deepHint }
}

const deepHint = 'Look for plugins that call each other without an end.'

function undeclared(caller: string, plugin: string): GuestFault {
  return {
    code: 'DEPENDENCY_MISSING',
    message: `'${caller}' calls '${plugin}', but does not declare it`,
    hint: `Add "${plugin}" with a range, such as "^1.0.0", under "dependencies" in plugin.json.`,
  }
}
