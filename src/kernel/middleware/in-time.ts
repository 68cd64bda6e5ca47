import { pause } from '../pause'
import type { Clock } from '../ports'
import { timeLeft, type ChainCall } from './middleware'

/** Waits for what goes on beside the plugin. `null` where the call's time is over before, or its caller has left. */
export async function inTime<Value>(call: ChainCall, clock: Clock, work: Promise<Value>): Promise<Value | null> {
  const { signal } = call.options
  const done = new AbortController()
  const given = signal ? AbortSignal.any([signal, done.signal]) : done.signal
  try {
    return await Promise.race([work, pause(clock, timeLeft(call, clock), given).then(() => null)])
  } finally {
    done.abort()
  }
}
