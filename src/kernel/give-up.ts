import { isUp, newestUp, type ActiveVersion } from './active-version'
import type { PluginError } from './errors'
import type { EventBus } from './events'
import type { Registration } from './registry'

/** Says why nothing brings a version back any more. Whoever waits may be served yet, by another one or by a save under way. */
export function giveUp(registration: Registration, error: PluginError, events: EventBus): void {
  registration.lastError = error
  events.emit({ type: 'error', error })
  registration.calls.pump()
  if (registration.staging === null && !registration.versions.some(isUp)) registration.calls.refuse(error)
}

/** Takes a version out that was on its way back and cannot be started. */
export function giveUpVersion(
  registration: Registration,
  active: ActiveVersion,
  error: PluginError,
  events: EventBus,
): void {
  const { versions } = registration
  active.recovering = null
  active.lifecycle.send('refused')
  versions.splice(versions.indexOf(active), 1)
  if (registration.current === active) registration.current = newestUp(registration)
  registration.lifecycle = active.lifecycle
  giveUp(registration, error, events)
}
