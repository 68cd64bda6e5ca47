import { createWorkspace, type Workspace } from '../../../../src/workspace/workspace'
import { createFakeClock } from '../../kernel/support/fake-clock'

/** The workspace as it is where nothing can be stored, with a plugin for each name. */
export function createMemoryWorkspace(...plugins: readonly string[]): Workspace {
  const workspace = createWorkspace({
    scope: '/',
    clock: createFakeClock(),
    tab: 'one',
    onListenerError: (error) => {
      throw error
    },
  })
  for (const plugin of plugins) workspace.write(`${plugin}/index.ts`, '')
  return workspace
}
