import { deleteDB } from 'idb'
import { createPlayground } from '../../src/app/create-playground'
import type { Playground } from '../../src/app/playground'
import { workspaceScope } from '../../src/workspace/workspace'

/** Where the test files of one browser keep their playground: they share an origin and a path. */
export const playgroundDatabase = (): string => `hotplug:${workspaceScope(location)}`

/** A playground as on a first visit, whatever an earlier test file left behind. */
export async function freshPlayground(): Promise<Playground> {
  const database = playgroundDatabase()
  await deleteDB(database)
  localStorage.removeItem(`${database}:last-words`)
  return createPlayground()
}
