import { deleteDB } from 'idb'
import { afterAll } from 'vitest'
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

/** A fresh one for all tests of a file, at whose top it is asked for. It is up, and closed after the last of them. */
export async function startedPlayground(first = 'greeter'): Promise<Playground> {
  let playground: Playground | null = null
  afterAll(() => playground?.workspace.close())
  playground = await freshPlayground()
  await playground.start(first)
  await playground.hotplug.ready
  return playground
}
