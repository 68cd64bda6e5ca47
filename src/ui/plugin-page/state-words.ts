import type { State } from '../../kernel/lifecycle'

/** What a state is called, to people. */
export const stateWords: Readonly<Record<State, string>> = {
  compiling: 'compiling',
  loading: 'loading',
  initialising: 'starting',
  blocked: 'waiting for a dependency',
  active: 'active',
  degraded: 'degraded',
  draining: 'draining',
  stopped: 'not loaded',
  failed: 'failed',
  unresponsive: 'not answering',
  crashed: 'crashed, being started again',
  quarantined: 'quarantined',
  disabled: 'disabled',
}

/** States in which nothing of the plugin is there to be unloaded. */
export const downStates: ReadonlySet<State> = new Set(['stopped', 'failed', 'disabled'])
