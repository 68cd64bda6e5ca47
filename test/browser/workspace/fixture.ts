import { deleteDB, openDB } from 'idb'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../../src/kernel/ports'
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../../../src/workspace/workspace'

export const realClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/** Real time, but waits pass `factor` times faster. */
export function hurriedClock(factor: number): Clock {
  return { ...realClock, after: (ms, callback) => realClock.after(ms / factor, callback) }
}

let count = 0

/** A scope that no other test uses; its database is deleted when the test is over. */
export function freshScope(): string {
  const scope = `/test-${Date.now()}-${++count}/`
  onTestFinished(() => deleteDB(databaseName(scope)))
  return scope
}

export function databaseName(scope: string): string {
  return `hotplug:${scope}`
}

/** A workspace as a tab would have it. It is closed when the test is over. */
export function makeWorkspace(scope: string, options: Partial<WorkspaceOptions> = {}): Workspace {
  const workspace = createWorkspace({
    scope,
    clock: realClock,
    tab: `tab-${++count}`,
    locks: navigator.locks,
    page: window,
    ...options,
  })
  onTestFinished(() => workspace.close())
  return workspace
}

/** What is on disk right now, past any workspace. */
export async function stored(scope: string, store: string): Promise<Map<IDBValidKey, unknown>> {
  const database = await openDB(databaseName(scope))
  try {
    if (!database.objectStoreNames.contains(store)) return new Map()
    const [keys, values] = await Promise.all([database.getAllKeys(store), database.getAll(store)])
    return new Map(keys.map((key, index) => [key, values[index]]))
  } finally {
    database.close()
  }
}

export async function storedText(scope: string, path: string): Promise<unknown> {
  const record = (await stored(scope, 'files')).get(path)
  return typeof record === 'object' && record !== null && 'text' in record ? record.text : undefined
}
