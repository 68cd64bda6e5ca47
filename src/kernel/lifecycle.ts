import type { Subject } from './errors'

/** Where a build of a plugin is in its life. */
export type State =
  | 'compiling'
  | 'loading'
  | 'initialising'
  | 'blocked'
  | 'active'
  | 'degraded'
  | 'draining'
  | 'stopped'
  | 'failed'
  | 'unresponsive'
  | 'crashed'
  | 'quarantined'
  | 'disabled'

export type LifecycleEvent =
  | 'compiled'
  | 'loaded'
  | 'committed'
  | 'refused'
  | 'blocked'
  | 'unblocked'
  | 'ailing'
  | 'recovered'
  | 'silent'
  | 'answered'
  | 'replaced'
  | 'crashed'
  | 'restarting'
  | 'given-up'
  | 'reaped'
  | 'disabled'
  | 'enabled'

/** Told of each step in the life of a build, or of a plugin that has none. */
export type OnStateChange = (subject: Subject, from: State, to: State) => void

/** Every transition there is. What is not in this table is a bug of the host. */
export const transitions: Readonly<Record<State, Partial<Record<LifecycleEvent, State>>>> = {
  compiling: { compiled: 'loading', refused: 'failed', blocked: 'blocked' },
  blocked: { unblocked: 'compiling', reaped: 'stopped' },
  loading: { loaded: 'initialising', refused: 'failed', crashed: 'crashed', reaped: 'stopped' },
  initialising: { committed: 'active', refused: 'failed', crashed: 'crashed', reaped: 'stopped' },
  active: { ailing: 'degraded', silent: 'unresponsive', replaced: 'draining', crashed: 'crashed' },
  degraded: { recovered: 'active', silent: 'unresponsive', replaced: 'draining', crashed: 'crashed' },
  unresponsive: { answered: 'active', replaced: 'draining', crashed: 'crashed' },
  draining: { reaped: 'stopped' },
  crashed: { restarting: 'loading', 'given-up': 'quarantined', reaped: 'stopped' },
  quarantined: { reaped: 'stopped' },
  failed: {},
  stopped: { disabled: 'disabled' },
  disabled: { enabled: 'stopped' },
}

/** Thrown for an event that {@link transitions} does not allow. */
export class LifecycleBug extends Error {
  override readonly name = 'LifecycleBug'
  constructor(
    readonly from: State,
    readonly event: LifecycleEvent,
  ) {
    super(`'${event}' is not allowed in state '${from}'`)
  }
}

export interface Lifecycle {
  readonly state: State
  /** Whether {@link send} would accept the event now. */
  allows(event: LifecycleEvent): boolean
  /** Moves along the table. @throws LifecycleBug where the table does not allow the event */
  send(event: LifecycleEvent): State
  /** Tells no further change: another life of the same generation has begun, and it is that one's turn to be told. */
  hush(): void
}

export function createLifecycle(initial: State, onChange: (from: State, to: State) => void): Lifecycle {
  let state = initial
  let tell = onChange
  return {
    get state() {
      return state
    },
    allows: (event) => transitions[state][event] !== undefined,
    send(event) {
      const next = transitions[state][event]
      if (next === undefined) throw new LifecycleBug(state, event)
      const from = state
      state = next
      tell(from, next)
      return next
    },
    hush() {
      tell = () => {}
    },
  }
}
