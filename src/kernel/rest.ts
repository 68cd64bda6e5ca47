import { noBuild } from './errors'
import { createLifecycle, type OnStateChange } from './lifecycle'
import type { Registration } from './registry'

/** Gives a plugin of which nothing lives the state of one that is switched off, if it is. */
export function rest(registration: Registration, onStateChange: OnStateChange): void {
  const { name: plugin, disabled, staging, lifecycle } = registration
  if (!disabled || staging || lifecycle?.state === 'disabled') return
  const resting = createLifecycle('stopped', (from, to) => onStateChange(noBuild(plugin), from, to))
  registration.lifecycle = resting
  resting.send('disabled')
}
