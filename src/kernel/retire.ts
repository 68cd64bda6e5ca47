import { subjectOf } from './build'
import type { CallQueue } from './calls'
import { withDeadline } from './deadline'
import { noBuild, type PluginError } from './errors'
import type { EventBus } from './events'
import type { Instance } from './instance'
import type { Clock } from './ports'
import type { SwapPhase, UnloadReceipt } from './reports'

export interface RetireOptions {
  readonly calls: CallQueue
  readonly clock: Clock
  readonly events: EventBus
  readonly measure: <Value>(phase: SwapPhase, work: () => Promise<Value>) => Promise<Value>
  /** What the stop waits for, say until the successor's first output is drawn. */
  readonly yieldTo?: (() => Promise<void>) | undefined
}

/** The last part of an instance's life: drain, stop, reap. It takes no new calls when this begins. */
export async function retire(instance: Instance, options: RetireOptions): Promise<UnloadReceipt> {
  const { calls, clock, events, measure, yieldTo } = options
  const { plugin, version, generation, manifest } = instance.build
  const { drainMs, shutdownMs } = manifest.limits
  const since = clock.now()
  instance.lifecycle.send('replaced')

  let pendingCalls = 0
  if (instance.running > 0) {
    let draining = true
    const tell = (running: number) => {
      if (draining) events.emit({ type: 'draining', plugin, version, generation, pendingCalls: running })
    }
    tell(instance.running)
    const drained = await measure('drain', () => withDeadline(clock, drainMs, instance.idle(tell)))
    draining = false
    if (drained.timedOut) pendingCalls = calls.cancel(instance)
  }

  if (yieldTo) await yieldTo()
  let timers = 0
  let error: PluginError | null = null
  const stopped = await measure('stop', () => instance.request('shutdown', {}, shutdownMs))
  if (stopped.ok) timers = stopped.value.timers
  else error = stopped.error

  await measure('reap', async () => instance.dispose())
  instance.lifecycle.send('reaped')
  const receipt: UnloadReceipt = {
    ...subjectOf(instance.build),
    unloaded: true,
    timers,
    pendingCalls,
    workerEnded: true,
    durationMs: clock.now() - since,
    error,
  }
  events.emit({ type: 'unloaded', receipt })
  return receipt
}

/** The receipt where there was nothing to unload. */
export function nothingUnloaded(plugin: string, durationMs: number, error: PluginError | null = null): UnloadReceipt {
  return {
    ...noBuild(plugin),
    ...{ unloaded: false, timers: 0, pendingCalls: 0, workerEnded: true },
    durationMs,
    error,
  }
}
