/** Runs in a frame of its own, which is to the browser's locks and storage what a tab is. */
import { createWorkspace, type Workspace } from '../../../src/workspace/workspace'

export type OpenTab = (scope: string, clock: 'still' | 'real') => Promise<Workspace>

declare global {
  interface Window {
    openTab?: OpenTab
  }
}

window.openTab = async (scope, clock) => {
  const workspace = createWorkspace({
    scope,
    tab: 'frame',
    locks: navigator.locks,
    page: window,
    clock: {
      now: () => performance.now(),
      date: () => Date.now(),
      after(ms, callback) {
        // A clock that stands still leaves all writing to the page's own events.
        const timer = clock === 'still' ? undefined : setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
    },
  })
  await workspace.open()
  return workspace
}
