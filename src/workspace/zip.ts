import { strToU8, unzipSync, zipSync, type UnzipFileInfo } from 'fflate'
import { fail, ok, type Result } from '../kernel/result'
import { pipelinesFile, placeFiles, type PlacedFiles, type SkippedFile } from './place-files'
import { WorkspaceError } from './workspace-error'
import type { Workspace } from './workspace'

const maxArchiveBytes = 32 * 1024 * 1024
const maxTotalBytes = 64 * 1024 * 1024
const maxEntries = 5000

/** What operating systems and version control put beside the person's files. */
const litter = /(^|\/)(__MACOSX|\.git|node_modules)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/

export interface ExportZipOptions {
  /** The one plugin that is packed; without it, all are. */
  readonly plugin?: string | undefined
  /** The text of the workspace's `pipelines.json`. */
  readonly pipelines?: string | undefined
}

/** Packs files, each plugin as a folder. It needs nothing but memory, so it works while the storage does not. */
export function exportZip(
  workspace: Pick<Workspace, 'list' | 'read'>,
  { plugin, pipelines }: ExportZipOptions = {},
): Uint8Array<ArrayBuffer> {
  const paths = workspace.list().filter((path) => plugin === undefined || path.startsWith(`${plugin}/`))
  const files = new Map(paths.map((path) => [path, workspace.read(path)]))
  if (pipelines !== undefined) files.set(pipelinesFile, pipelines)
  return zipSync(Object.fromEntries([...files].map(([path, text]) => [path, strToU8(text)])), { level: 6 })
}

/**
 * Reads an archive and says which file goes where; nothing is written.
 *
 * @param archiveName - the archive's file name, for a plugin that has no name of its own
 */
export function importZip(bytes: Uint8Array, archiveName: string): Result<PlacedFiles, WorkspaceError> {
  const unpacked = unpack(bytes)
  if (!unpacked.ok) return unpacked
  const texts = new Map<string, string>()
  const skipped: SkippedFile[] = []
  for (const [path, content] of unpacked.value) {
    const text = decodeText(content)
    if (text === null) skipped.push({ path, reason: 'It is not text. A plugin holds text files alone.' })
    else texts.set(path, text)
  }
  const placed = placeFiles(texts, archiveName)
  if (placed.files.size > 0 || placed.pipelines !== null)
    return ok({ ...placed, skipped: [...skipped, ...placed.skipped] })
  const [first] = [...placed.skipped, ...skipped]
  return fail(
    new WorkspaceError(
      'UNREADABLE',
      first
        ? `Nothing in the archive can be used. ${JSON.stringify(first.path)}: ${first.reason}`
        : 'The archive is empty. Choose one with a plugin’s folder in it.',
    ),
  )
}

function unpack(bytes: Uint8Array): Result<ReadonlyMap<string, Uint8Array>, WorkspaceError> {
  if (bytes.length > maxArchiveBytes)
    return fail(new WorkspaceError('TOO_LARGE', 'The archive is over 32 MB. Leave out what is not a plugin’s source.'))
  let entries = 0
  let total = 0
  const found = new Map<string, Uint8Array>()
  /** Asked before an entry is unpacked; fflate then gives it no more room than it declared. */
  function wanted({ name, originalSize }: UnzipFileInfo): boolean {
    if (++entries > maxEntries)
      throw new WorkspaceError('TOO_LARGE', `The archive has more than ${maxEntries} files. Take some out.`)
    refuseEscape(name)
    if (name.endsWith('/') || litter.test(name)) return false
    if (found.has(name))
      throw new WorkspaceError('UNREADABLE', `The archive has ${JSON.stringify(name)} twice. Pack it again.`)
    found.set(name, new Uint8Array())
    total += originalSize
    if (total > maxTotalBytes)
      throw new WorkspaceError('TOO_LARGE', 'The archive unpacks to more than 64 MB. Leave out what is not source.')
    return true
  }
  try {
    for (const [name, content] of Object.entries(unzipSync(bytes, { filter: wanted }))) found.set(name, content)
    return ok(found)
  } catch (error) {
    if (error instanceof WorkspaceError) return fail(error)
    return fail(
      new WorkspaceError(
        'UNREADABLE',
        'This is not a zip archive that can be read. It may be cut off or encrypted: pack it again.',
      ),
    )
  }
}

/** An archive with a name that leads out of its folder was made to do harm, so nothing of it is taken. */
function refuseEscape(name: string): void {
  const leadsOut =
    name.startsWith('/') || name.includes('\\') || /^[a-z]:/i.test(name) || name.split('/').includes('..')
  if (leadsOut)
    throw new WorkspaceError(
      'BAD_PATH',
      `The archive has a path that leads out of it: ${JSON.stringify(name)}. Nothing was taken from it.`,
    )
}

function decodeText(content: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
