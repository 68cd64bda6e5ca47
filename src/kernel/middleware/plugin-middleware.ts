import type { SubmitOptions } from '../pending-call'
import { pluginError, type PluginErrorCode } from '../errors'
import type { CallFrame } from '../call-frame'
import type { Clock } from '../ports'
import type { Registration, Registry } from '../registry'
import type { CallReport, FailedReport } from '../reports'
import type { AroundCall } from '../../sdk'
import { createPassage, type Passage } from './around'
import { deadlineOf, type ChainCall, type Middleware } from './middleware'
import { refusal } from './report'
import { targetOf, type Target } from './target'

export interface PluginMiddlewareOptions {
  readonly registry: Registry
  readonly clock: Clock
  /** Calls a middleware plugin itself, within the chain that is around its own calls. */
  readonly callMiddleware: (name: string, input: AroundCall, options: SubmitOptions) => Promise<CallReport>
}

/**
 * How much longer than the call a middleware may take, in milliseconds: what is inside times out first, so that the
 * failure names what took too long.
 */
const passOnMs = 100

/** A middleware that a person wrote as a plugin, around the calls of another. */
export function pluginMiddleware(
  name: string,
  registration: Registration,
  options: PluginMiddlewareOptions,
): Middleware {
  const { registry, clock, callMiddleware } = options
  return async (call, next) => {
    const { parent = null, signal, since, timeoutMs, quiet, byNext = false } = call.options
    if (isOwnCall(name, parent, byNext)) return next(call)
    const target = targetOf(registration, call.options.version)
    const missing = whyMissing(registry.get(name), name)
    if (missing) return refuseMissing(call, target, clock, name, missing)

    const passage = createPassage(call, next)
    const left = deadlineOf(call) - clock.now()
    const input: AroundCall = {
      plugin: call.plugin,
      version: target.version,
      generation: target.generation,
      input: call.input,
      deadline: clock.date() + left,
    }
    const report = await callMiddleware(name, input, {
      ...{ parent, byNext, since, timeoutMs: timeoutMs + passOnMs, around: passage },
      ...(signal && { signal }),
      ...(quiet && { quiet }),
    })
    if (isGone(report)) return refuseMissing(call, target, clock, name, report.error.message)
    return seenFromOutside(report, passage, target)
  }
}

/** The report of a middleware's own call, as that of the call that it went around. */
function seenFromOutside(report: CallReport, passage: Passage, target: Target): CallReport {
  const { durationMs } = report
  if (!report.ok) {
    const passed = passage.reportOf(report.error)
    return { ...report, call: (passed ?? passage.last)?.call ?? null }
  }
  const { last } = passage
  const warnings = [...(last?.warnings ?? []), ...report.warnings]
  // Where nobody is up, the middleware that answered is who served.
  const { version, generation } = last?.ok ? last : isUp(target) ? target : report
  return { ok: true, output: report.output, version, generation, durationMs, call: last?.call ?? null, warnings }
}

function isUp(target: Target): target is Target & { version: string; generation: number } {
  return target.version !== null && target.generation !== null
}

/** Whether the call is part of what this very middleware does for its own purposes, which it does not go around. */
function isOwnCall(name: string, parent: CallFrame | null, byNext: boolean): boolean {
  if (!parent) return false
  if (!byNext && parent.around && parent.instance.build.plugin === name) return true
  return isOwnCall(name, parent.parent, parent.byNext === true)
}

/** Nobody takes calls: told before any reached a worker. */
const gone: ReadonlySet<PluginErrorCode> = new Set([
  'NOT_FOUND',
  'DISABLED',
  'QUARANTINED',
  'DEPENDENCY_MISSING',
  'DEPENDENCY_CYCLE',
])

function isGone(report: CallReport): report is FailedReport {
  return !report.ok && report.call === null && gone.has(report.error.code)
}

/** Why no call can go through the middleware of this name, whatever it would say; `null` where one can. */
export function whyMissing(registration: Registration | undefined, name: string): string | null {
  if (!registration) return `There is no plugin '${name}'`
  if (registration.disabled) return `'${name}' is disabled`
  const { manifest } = targetOf(registration, undefined)
  if (manifest && manifest.kind !== 'middleware') return `'${name}' is no middleware`
  return null
}

/** A call that should be looked at on its way does not go without. */
function refuseMissing(call: ChainCall, target: Target, clock: Clock, name: string, reason: string): CallReport {
  const message = `Calls of '${call.plugin}' go through '${name}'. ${reason}`
  const hint = `Bring ${name} up again, or take it out of the middleware.`
  return refusal(call, target, clock, 'DEPENDENCY_MISSING', message, { hint })
}

/** Why a middleware cannot be called by itself. */
export function refuseDirectCall(name: string, { version, generation }: Target) {
  const message = `'${name}' is a middleware: it goes around the calls of other plugins`
  const hint = `Put it around a plugin, and call that one: hotplug.middleware.set('greeter', ['${name}']).`
  return pluginError('INPUT', 'execute', { plugin: name, version, generation }, message, { hint })
}
