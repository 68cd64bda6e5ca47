import type { CallFrame, OnAsk } from './instance'
import type { Clock, GuestFault, HostRequest } from './ports'
import { findVersion, type Registry } from './registry'
import type { CallReport } from './reports'
import { fail, ok } from './result'
import { loadSemver } from './semver'
import type { SubmitOptions } from './calls'

/** How many plugins may call one another in a row. */
export const maxCallDepth = 16

export interface PluginCallsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly run: (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>
}

/**
 * What `ctx.plugins.call` does: a call of a declared dependency, through its queue like any other, with what is left
 * of the caller's time and with the caller's abort.
 */
export function createPluginCalls({ registry, clock, run }: PluginCallsOptions): OnAsk {
  return async (instance, { params, signal }: HostRequest, frame) => {
    const { plugin, input } = params
    const { build } = instance
    const range = Object.hasOwn(build.manifest.dependencies, plugin) ? build.manifest.dependencies[plugin] : undefined
    if (range === undefined) return fail(undeclared(build.plugin, plugin))
    if (depthOf(frame) >= maxCallDepth) return fail(tooDeep(frame, plugin))
    await loadSemver()
    const registration = registry.get(plugin)
    const target = registration && (findVersion(registration, range)?.serving ?? null)
    const waiter = frame && target ? waitsFor(frame, target) : null
    if (waiter) return fail(waiter)
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

/**
 * A call that would wait for a place in an instance whose places are all taken, one of them by the caller's own
 * caller, would wait for itself.
 */
function waitsFor(frame: CallFrame, target: CallFrame['instance']): GuestFault | null {
  if (target.running < target.build.manifest.limits.concurrency) return null
  for (let at: CallFrame | null = frame; at; at = at.parent) {
    if (at.instance !== target) continue
    return {
      code: 'DEPENDENCY_CYCLE',
      message: `${wayOf(frame)} → ${target.build.plugin} would wait for itself: all its places are taken`,
      hint: 'Raise "limits.concurrency" of the plugin that is called again, or do not call back into it.',
    }
  }
  return null
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
