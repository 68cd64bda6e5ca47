import { listenToDisk } from '../workspace/disk'
import type { Workspace } from '../workspace/workspace'
import type { Hotplug } from './hotplug'

/** While developing: what changes below plugins/ on disk goes into the workspace, and is saved. */
export function followDisk(workspace: Workspace, hotplug: Pick<Hotplug, 'save' | 'unload'>): () => void {
  return listenToDisk(({ plugin, files, removed }) => {
    const known = workspace.plugins().includes(plugin)
    if (removed) {
      if (known) workspace.removePlugin(plugin)
      void hotplug.unload(plugin)
      return
    }
    for (const [file, text] of Object.entries(files)) workspace.write(`${plugin}/${file}`, text)
    if (known)
      for (const file of Object.keys(workspace.source(plugin).files))
        if (!Object.hasOwn(files, file)) workspace.remove(`${plugin}/${file}`)
    void hotplug.save(plugin)
  })
}
