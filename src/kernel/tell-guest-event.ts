import { subjectOf, type Build } from './build'
import type { EventBus } from './events'
import { faultError } from './guest-error'
import type { GuestEvent } from './guest-port'

/** Tells what a guest tells, with its place in the author's own source. `numberOf` is how the events know a call. */
export async function tellGuestEvent(
  event: Exclude<GuestEvent, { type: 'died' | 'unresponsive' }>,
  build: Build,
  numberOf: (call: number) => number,
  events: EventBus,
): Promise<void> {
  const { plugin, version, generation, module } = build
  switch (event.type) {
    case 'log': {
      const { level, values, frame } = event
      const position = frame && (await module.locate(frame.line, frame.column))
      const call = event.call === null ? null : numberOf(event.call)
      return events.emit({ type: 'log', plugin, version, generation, call, level, values, position })
    }
    case 'metric':
      return events.emit({ ...event, plugin, generation })
    case 'dropped':
      return events.emit({ ...event, plugin, version, generation })
    case 'fault': {
      const error = await faultError(event.fault.code, 'idle', event.fault, subjectOf(build), module)
      return events.emit({ type: 'error', error })
    }
  }
}
