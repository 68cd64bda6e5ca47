import type { ConfigProblem } from '../sdk'

/** What checks is fetched when it is needed, and the network may be gone by then: nothing goes on unchecked. */
export function elseNotChecked(checking: Promise<readonly ConfigProblem[]>): Promise<readonly ConfigProblem[]> {
  return checking.catch(() => [notChecked])
}

const notChecked: ConfigProblem = {
  path: '',
  message: 'it could not be checked, as a part of Hotplug could not be fetched. Look to the network, and try again.',
}
