import { callFaults } from './call-faults'
import { escapeFaults } from './escape-faults'
import type { Fault } from './fault'
import { initFaults } from './init-faults'
import { lifecycleFaults } from './lifecycle-faults'
import { loadFaults } from './load-faults'
import { resourceFaults } from './resource-faults'

/** What plugins do to their host, and what the host does. Some have a test of their own: see {@link ofTheirOwn}. */
export const faults: readonly Fault[] = [
  ...loadFaults,
  ...initFaults,
  ...callFaults,
  ...resourceFaults,
  ...escapeFaults,
  ...lifecycleFaults,
]

/** Those that take more than a row of the table: the memory bombs, and what tries to reach a server or a database. */
export const ofTheirOwn: readonly string[] = [
  ...['object-bomb', 'array-buffer-bomb', 'calls-home', 'leaves-by-the-net', 'others-database'],
]
