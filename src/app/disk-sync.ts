import { listenToDisk } from '../workspace/disk'
import type { Workspace } from '../workspace/workspace'
import type { Hotplug } from './hotplug'
import { writePlugin } from './write-plugin'

/** While developing: what changes below plugins/ on disk goes into the workspace, and is saved. */
export function followDisk(workspace: Workspace, commands: Pick<Hotplug, 'save'>): () => void {
  return listenToDisk(({ plugin, files, removed }) => {
    const known = workspace.plugins().includes(plugin)
    if (removed) {
      if (known) workspace.removePlugin(plugin)
      return
    }
    // What is gone goes first: a file may have become a folder of the same name.
    const before = known ? Object.keys(workspace.source(plugin).files) : []
    for (const file of before) if (!Object.hasOwn(files, file)) workspace.remove(`${plugin}/${file}`)
    writePlugin(workspace, { name: plugin, files })
    void commands.save(plugin)
  })
}
