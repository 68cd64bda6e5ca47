import { usePlayground } from './playground'
import { reachesOut, takesCalls, usePluginsStore } from './plugins'
import { useRunStore } from './run'
import { useStatusStore } from './status'
import { when } from './when'

/** A first run that takes longer holds up nothing else, in milliseconds. */
const patienceMs = 1_000

/** Resolves once the first output stands in the page, or none is to be had: what only stands beside it comes then. */
export async function firstOutput(): Promise<void> {
  const { workspace } = usePlayground()
  const plugins = usePluginsStore()
  const runs = useRunStore()
  const status = useStatusStore()

  /** A plugin that no save ever took, such as one that came by a link, is not brought up at the start. */
  const comesUp = (name: string): boolean => workspace.plugins().includes(name) && workspace.savedSource(name) !== null
  const isUpWithoutRun = (): boolean => {
    const status = plugins.selected?.status
    return status ? status.generation !== null && (reachesOut(status) || !takesCalls(status)) : false
  }
  const isSettled = (): boolean =>
    runs.last !== null ||
    runs.refusal !== null ||
    !comesUp(plugins.current) ||
    isUpWithoutRun() ||
    Boolean(plugins.selected?.status?.lastError) ||
    status.isReady

  const slow = when(() => runs.isRunning).then(() => new Promise((resolve) => setTimeout(resolve, patienceMs)))
  await Promise.race([when(isSettled), slow])
  // A turn later: the output itself is drawn in this one.
  await new Promise((resolve) => setTimeout(resolve))
}
