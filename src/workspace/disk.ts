import * as v from 'valibot'
import { filePathProblem, pluginNameProblem } from './path-rules'

/** The event that the development server sends when a plugin's folder changed on disk. */
export const diskEvent = 'hotplug:disk'

const changeSchema = v.object({
  plugin: v.pipe(
    v.string(),
    v.check((name) => pluginNameProblem(name) === null),
  ),
  /** Every text file of the folder that the workspace can take, by its path in it. */
  files: v.pipe(
    v.record(v.string(), v.string()),
    v.transform((files) =>
      Object.fromEntries(Object.entries(files).filter(([path]) => filePathProblem(path) === null)),
    ),
  ),
  /** The folder is gone. */
  removed: v.optional(v.boolean(), false),
})

/** A plugin's whole folder, as it is on disk now. */
export type DiskChange = v.InferOutput<typeof changeSchema>

/**
 * Listens to changes below `plugins/` on disk. Only the development server tells of them: in a build this does
 * nothing, and the bundler leaves it out. Returns the disposer.
 */
export function listenToDisk(listener: (change: DiskChange) => void): () => void {
  const hot = import.meta.hot
  if (!hot) return () => undefined
  const listen = (payload: unknown): void => {
    const change = v.safeParse(changeSchema, payload)
    if (change.success) listener(change.output)
  }
  hot.on(diskEvent, listen)
  return () => {
    hot.off(diskEvent, listen)
  }
}
