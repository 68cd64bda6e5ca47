import type { Hotplug } from '../../app/hotplug'
import type { PluginSource } from '../../kernel/ports'

/** A way back that was taken, with the way forward again. */
export interface WayBack {
  /** The files that were written. */
  readonly files: readonly string[]
  /** Puts the texts from before back, and takes away files that were missing then. */
  undo(): void
}

/**
 * Writes the files of an earlier save over those of the workspace. Files that came later stay: the earlier source does
 * not use them, and nothing is lost.
 */
export function goBack(files: Hotplug['files'], source: PluginSource): WayBack {
  const known = new Set(files.list())
  const before = new Map<string, string | null>()
  for (const [file, text] of Object.entries(source.files)) {
    const path = `${source.name}/${file}`
    const now = known.has(path) ? files.read(path) : null
    if (now === text) continue
    before.set(path, now)
    files.write(path, text)
  }
  return {
    files: [...before.keys()].map((path) => path.slice(source.name.length + 1)),
    undo() {
      for (const [path, text] of before) {
        if (text === null) files.remove(path)
        else files.write(path, text)
      }
    },
  }
}
