import * as v from 'valibot'
import { wrongShape, type Answerer } from './answers'
import type { CallFrame } from './call-frame'
import type { Permissions } from './permissions'
import type { GuestFault } from './guest-fault'
import type { Clock } from './ports'
import type { CallReport } from './reports'
import { fail, ok, type Result } from './result'
import type { SubmitOptions } from './pending-call'

/** How many plugins may call one another in a row. */
export const maxCallDepth = 16

export interface PluginCallsOptions {
  readonly clock: Clock
  readonly run: (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>
  readonly permissions: Pick<Permissions, 'allow' | 'refuse'>
}

const maxName = 200
const capability = 'plugins:call'

/**
 * What `ctx.plugins.call` does: a call through the other plugin's queue like any other, with what is left of the
 * caller's time and with the caller's abort. A declared dependency is called by its range; any other plugin needs
 * `plugins:call`, and its default version is called.
 */
export function createPluginCalls(options: PluginCallsOptions): Answerer<'plugins.call'> {
  const { clock, run, permissions } = options

  async function call(
    plugin: string,
    input: unknown,
    range: string | undefined,
    frame: CallFrame | null,
    signal: AbortSignal,
  ): Promise<Result<unknown, GuestFault>> {
    if (depthOf(frame) >= maxCallDepth) return fail(tooDeep(frame, plugin))
    const report = await run(plugin, input, {
      signal,
      ...(range !== undefined && { version: range }),
      ...(frame && { timeoutMs: Math.max(0, frame.deadlineAt - clock.now()), parent: frame }),
    })
    if (report.ok) return ok(report.output)
    const { code, message, hint, retryable } = report.error
    return fail({ code, message: `'${plugin}' failed: ${message}`, hint, ...(retryable && { retryable }) })
  }

  return {
    params: v.object({
      plugin: v.pipe(v.string('The name of a plugin is a text.'), v.maxLength(maxName, 'The name is too long.')),
      input: v.unknown(),
    }),
    async answer({ instance, params: { plugin, input }, signal, frame }) {
      const { dependencies, permissions: asked } = instance.build.manifest
      if (Object.hasOwn(dependencies, plugin)) return call(plugin, input, dependencies[plugin], frame, signal)
      const use = { instance, frame, capability, detail: plugin, signal }
      if (!asked.includes(capability)) {
        permissions.refuse(use)
        return fail(undeclared(instance.build.plugin, plugin))
      }
      return permissions.allow(use, (_owner, signal) => call(plugin, input, undefined, frame, signal))
    },
    refused(instance, frame) {
      permissions.refuse({ instance, frame, capability, detail: wrongShape })
    },
  }
}

/** The calls of middleware do not count: there are only so many around each call. */
function depthOf(frame: CallFrame | null): number {
  let depth = 0
  for (let at = frame; at; at = at.parent) if (at.instance.build.manifest.kind === 'plugin') depth++
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
    code: 'PERMISSION',
    message: `'${caller}' calls '${plugin}', but does not declare it`,
    hint: `Add "${plugin}" with a range, such as "^1.0.0", under "dependencies" in plugin.json; or "${capability}" to "permissions", save, and grant it, to call any plugin.`,
  }
}
