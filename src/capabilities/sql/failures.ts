import type { PluginErrorCode } from '../../kernel/errors'
import type { GuestFault } from '../../kernel/guest-fault'

/** Why a statement gave no result. */
export interface SqlFailure {
  readonly kind: 'statement' | 'params' | 'result' | 'time' | 'busy' | 'cancelled' | 'unavailable'
  /** Whole sentences, the last of which says what to do. */
  readonly message: string
}

const codes: Readonly<Record<SqlFailure['kind'], PluginErrorCode>> = {
  statement: 'CAPABILITY',
  params: 'INPUT',
  result: 'CAPABILITY',
  time: 'TIMEOUT',
  busy: 'CAPABILITY',
  cancelled: 'CANCELLED',
  unavailable: 'CAPABILITY',
}

export const cancelled: SqlFailure = { kind: 'cancelled', message: 'Nobody waits for the statement any more.' }

export const closed: SqlFailure = {
  kind: 'cancelled',
  message: 'The database was deleted. Run it again for a new one.',
}

export function toFault({ kind, message }: SqlFailure): GuestFault {
  return { code: codes[kind], message }
}
