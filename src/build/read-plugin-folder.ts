import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const maxFileBytes = 2 * 1024 * 1024

/** What editors and version control leave beside a source for a moment, or for good. */
const litter = /^\.|~$|\.(swp|swx|tmp|bak|orig)$|^4913$|^node_modules$/

/** A folder's text files by path; `null` where there is no such folder. */
export type FolderText = ReadonlyMap<string, string> | null

/** A file changed, came or went while the folder was read. */
export class UnsteadyFolder extends Error {
  override readonly name = 'UnsteadyFolder'
}

/** Reads a plugin's folder as it is at one moment. @throws UnsteadyFolder when there was no such moment */
export async function readPluginFolder(folder: string): Promise<FolderText> {
  const files = new Map<string, string>()
  const read = async (path: string): Promise<void> => {
    const absolute = join(folder, path)
    const before = await stat(absolute)
    if (before.size > maxFileBytes) return
    const text = await readFile(absolute, 'utf8')
    const after = await stat(absolute)
    if (before.mtimeMs !== after.mtimeMs || before.size !== after.size) throw new UnsteadyFolder(path)
    if (!text.includes('\0')) files.set(path, text)
  }
  const walk = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      if (litter.test(entry.name)) continue
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) await walk(inner)
      else if (entry.isFile()) await read(inner)
    }
  }
  if (!(await exists(folder))) return null
  try {
    await walk('')
  } catch (error) {
    if (error instanceof UnsteadyFolder || !(error instanceof Error)) throw error
    throw new UnsteadyFolder(error.message, { cause: error })
  }
  return files
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
