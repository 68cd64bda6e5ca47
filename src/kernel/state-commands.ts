import type { Origin } from '../sdk'
import { originOf, subjectOf } from './build'
import { withDeadline } from './deadline'
import { noBuild, pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import { createGateTime } from './gate-time'
import { knownPlugin } from './known-plugin'
import type { Clock } from './ports'
import type { Registry } from './registry'
import { fail, ok, type Result } from './result'
import type { Swap } from './swap'

/** What a plugin hands from one generation to the next. */
export interface StateCommands {
  /** The state that was taken last, a copy; `undefined` where none was. @throws PluginFailure `NOT_FOUND` */
  state(plugin: string): unknown
  /** Where that state is from; `null` where none was taken. */
  stateOrigin(plugin: string): Origin | null
  /** Takes the state now: calls wait at the gate meanwhile. */
  takeState(plugin: string): Promise<Result<unknown, PluginError>>
  /**
   * Forgets the state: the plugin is swapped in anew without it, and calls wait until that is done.
   *
   * @throws PluginFailure `NOT_FOUND`
   */
  clearState(plugin: string): void
}

export interface StateCommandsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly swap: Swap
}

export function createStateCommands({ registry, clock, events, swap }: StateCommandsOptions): StateCommands {
  return {
    state: (plugin) => structuredClone(knownPlugin(registry, plugin, 'snapshot').current?.state?.value),
    stateOrigin: (plugin) => registry.get(plugin)?.current?.state?.from ?? null,
    async takeState(plugin) {
      const registration = registry.get(plugin)
      const active = registration?.current
      const serving = active?.serving
      if (!registration || !active || !serving) {
        return fail(pluginError('NOT_FOUND', 'snapshot', noBuild(plugin), `'${plugin}' is not loaded`))
      }
      const subject = subjectOf(serving.build)
      if (!serving.exports.snapshot)
        return fail(pluginError('STATE', 'snapshot', subject, `'${plugin}' has no snapshot`, { hint: noSnapshot }))
      const { drainMs, initMs, stateBytes } = serving.build.manifest.limits
      const openGate = registration.calls.hold()
      const gate = createGateTime(clock, drainMs)
      try {
        const idle = await withDeadline(clock, gate.left(), serving.idle())
        if (idle.timedOut) {
          const message = `Calls went on for longer than ${drainMs} ms`
          return fail(pluginError('STATE', 'snapshot', subject, message, { hint: tryLater }))
        }
        const taken = await gate.within(initMs, (ms) => serving.request('snapshot', { maxBytes: stateBytes }, ms))
        if (!taken.ok) return taken
        // A swap may have come meanwhile, and with it a newer state, or the wish for none.
        if (active.serving === serving && !registration.leavesState)
          active.state = { value: taken.value, from: originOf(serving.build) }
        events.emit({ type: 'changed', plugin, what: 'state' })
        return ok(structuredClone(taken.value))
      } finally {
        openGate()
      }
    },
    clearState(plugin) {
      const registration = knownPlugin(registry, plugin, 'restore')
      const { current, calls } = registration
      if (!current) return
      current.state = null
      events.emit({ type: 'changed', plugin, what: 'state' })
      if (!current.serving) return
      const openGate = calls.hold()
      void swap(registration, { source: current.build.source, withoutState: true }).finally(openGate)
    },
  }
}

const noSnapshot = 'Give the plugin snapshot and restore: then its state goes from one generation to the next.'
const tryLater = 'Try again when fewer calls are under way.'
