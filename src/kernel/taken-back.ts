/**
 * Why the signal of a capability is aborted where a person took the grant back: unlike where merely nobody waits any
 * more, nothing of the work may be done from then on.
 */
export const takenBack = new DOMException('The grant was taken back.', 'AbortError')
