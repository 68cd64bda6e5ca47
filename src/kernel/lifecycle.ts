export const states = [
  'compiling',
  'loading',
  'initialising',
  'active',
  'draining',
  'stopped',
  'failed',
  'blocked',
  'degraded',
  'unresponsive',
  'crashed',
  'quarantined',
  'disabled',
] as const

/** Where a build of a plugin is in its life. */
export type State = (typeof states)[number]

export type LifecycleEvent =
  | 'compiled'
  | 'loaded'
  | 'committed'
  | 'replaced'
  | 'stopped'
  | 'failed'
  | 'silent'
  | 'answered'
  | 'crashed'
  | 'restarting'

/** Every transition there is. What is not in this table is a bug. */
export const transitions: Readonly<Record<State, Partial<Record<LifecycleEvent, State>>>> = {
  compiling: { compiled: 'loading', failed: 'failed' },
  loading: { loaded: 'initialising', failed: 'failed' },
  initialising: { committed: 'active', failed: 'failed' },
  active: { replaced: 'draining', silent: 'unresponsive', crashed: 'crashed' },
  degraded: { replaced: 'draining', silent: 'unresponsive', crashed: 'crashed' },
  unresponsive: { answered: 'active', replaced: 'draining', crashed: 'crashed' },
  draining: { stopped: 'stopped', crashed: 'stopped' },
  crashed: { restarting: 'loading', replaced: 'stopped', stopped: 'stopped' },
  failed: {},
  stopped: {},
  blocked: {},
  quarantined: {},
  disabled: {},
}

/** Thrown for an event that {@link transitions} does not allow: a bug of the host. */
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
  /** Moves along the table. @throws LifecycleBug if the table does not allow it */
  send(event: LifecycleEvent): State
  /** Whether the table allows the event now. */
  allows(event: LifecycleEvent): boolean
}

export function createLifecycle(initial: State, onChange: (from: State, to: State) => void): Lifecycle {
  let state = initial
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
      onChange(from, next)
      return next
    },
  }
}
