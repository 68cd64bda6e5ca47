import type { Grant } from './host-port'

/** For how long a capability may be granted. */
export const grantDurations = ['once', 'session', 'always'] as const satisfies readonly Grant[]
export type GrantDuration = (typeof grantDurations)[number]

export function isGranted(grant: Grant): grant is GrantDuration {
  return grant !== 'ask' && grant !== 'denied'
}
