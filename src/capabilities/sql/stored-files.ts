import type { ChangeSet, FileWrite, StorageBackend, StorageEntry } from '@electric-sql/pglite/memfs-frontend'
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'

/** So much of a file is written anew when a byte of it changes. */
const pieceBytes = 65_536

type Entry = { readonly kind: 'dir' } | { readonly kind: 'file'; readonly size: number }

interface Stores extends DBSchema {
  entries: { key: string; value: Entry }
  /** A piece may be shorter than it could be: what is missing is zeros. */
  pieces: { key: [path: string, index: number]; value: Uint8Array }
}

type Writing = IDBPTransaction<Stores, ('entries' | 'pieces')[], 'readwrite'>

/** The database is larger than it may be. What it became was not stored. */
export class DatabaseFull extends Error {}

export interface StoredFiles extends StorageBackend {
  isEmpty(): Promise<boolean>
}

export interface StoredFilesOptions {
  /** Of the database in IndexedDB. */
  readonly name: string
  readonly maxBytes: number
  /** The stored files were deleted, or the browser let go of them. */
  readonly onGone: () => void
}

/**
 * The files of a PostgreSQL in IndexedDB. Each set of changes is one transaction there, so that what is stored is at
 * any time a state that PostgreSQL was in. (PGlite’s own `idb://` writes every file whole that has changed: 16 MB for
 * one inserted row.)
 */
export function createStoredFiles({ name, maxBytes, onGone }: StoredFilesOptions): StoredFiles {
  let database: IDBPDatabase<Stores> | null = null
  const sizes = new Map<string, number>()

  function opened(): IDBPDatabase<Stores> {
    if (database === null) throw new Error('The stored files are not open.')
    return database
  }

  async function apply({ ops, files }: ChangeSet): Promise<void> {
    const writing = opened().transaction(['entries', 'pieces'], 'readwrite')
    const done = writing.done.catch((error: unknown) => Promise.reject(asError(error)))
    try {
      for (const { op, path } of ops) {
        if (op === 'remove') await remove(writing, path)
        else await writing.objectStore('entries').put({ kind: 'dir' }, path)
      }
      for (const file of [...files.wal, ...files.data, ...files.control]) {
        sizes.set(file.path, file.size)
        await write(writing, file)
      }
      if (total() > maxBytes) throw new DatabaseFull()
    } catch (error) {
      done.catch(() => undefined)
      writing.abort()
      throw error
    }
    await done
  }

  async function remove(writing: Writing, path: string): Promise<void> {
    for (const known of [...sizes.keys()]) if (known === path || known.startsWith(`${path}/`)) sizes.delete(known)
    const below = [`${path}/`, `${path}0`] as const // '0' comes right after '/'.
    const entries = writing.objectStore('entries')
    const pieces = writing.objectStore('pieces')
    await entries.delete(path)
    await entries.delete(IDBKeyRange.bound(...below, false, true))
    await pieces.delete(piecesOf(path))
    await pieces.delete(IDBKeyRange.bound([below[0]], [below[1]], false, true))
  }

  function total(): number {
    let bytes = 0
    for (const size of sizes.values()) bytes += size
    return bytes
  }

  async function init(): Promise<void> {
    database ??= await openDB<Stores>(name, 1, {
      upgrade(upgraded) {
        upgraded.createObjectStore('entries')
        upgraded.createObjectStore('pieces')
      },
      blocking() {
        database?.close()
        onGone()
      },
      terminated: onGone,
    })
  }

  return {
    init,
    async isEmpty() {
      await init()
      return (await opened().count('entries')) === 0
    },
    async *load(): AsyncIterable<StorageEntry> {
      const reading = opened().transaction(['entries', 'pieces'])
      const [paths, entries, keys, pieces] = await Promise.all([
        reading.objectStore('entries').getAllKeys(),
        reading.objectStore('entries').getAll(),
        reading.objectStore('pieces').getAllKeys(),
        reading.objectStore('pieces').getAll(),
      ])
      let piece = 0
      // Both are sorted by path, and a folder comes before what is in it.
      for (const [index, path] of paths.entries()) {
        const entry = entries[index]
        if (entry?.kind !== 'file') {
          yield { kind: 'dir', path }
          continue
        }
        const data = new Uint8Array(entry.size)
        for (let key = keys[piece]; key?.[0] === path; key = keys[++piece]) {
          const at = key[1] * pieceBytes
          data.set(pieces[piece]?.subarray(0, Math.max(0, entry.size - at)) ?? [], Math.min(at, entry.size))
        }
        sizes.set(path, entry.size)
        yield { kind: 'file', path, data }
      }
    },
    apply,
    async close() {
      database?.close()
      database = null
    },
  }
}

async function write(writing: Writing, { path, size, full, truncate, chunks }: FileWrite): Promise<void> {
  const pieces = writing.objectStore('pieces')
  await writing.objectStore('entries').put({ kind: 'file', size }, path)
  if (full) await pieces.delete(piecesOf(path))
  else if (truncate) await cut(writing, path, size)
  for (const [index, parts] of byPiece(chunks)) {
    const start = index * pieceBytes
    const end = Math.min(pieceBytes, size - start)
    const [first] = parts
    const whole = first !== undefined && first.at === 0 && first.data.byteLength >= end
    const old = full || whole ? undefined : await pieces.get([path, index])
    const needed = Math.max(old?.byteLength ?? 0, ...parts.map(({ at, data }) => at + data.byteLength))
    const piece = new Uint8Array(needed)
    if (old) piece.set(old)
    for (const { at, data } of parts) piece.set(data, at)
    await pieces.put(piece, [path, index])
  }
}

/** What lies beyond a file's end must not come back when it grows again. */
async function cut(writing: Writing, path: string, size: number): Promise<void> {
  const pieces = writing.objectStore('pieces')
  const last = Math.floor(size / pieceBytes)
  const rest = size - last * pieceBytes
  await pieces.delete(IDBKeyRange.bound([path, rest === 0 ? last : last + 1], [path, []]))
  if (rest === 0) return
  const piece = await pieces.get([path, last])
  if (piece !== undefined && piece.byteLength > rest) await pieces.put(piece.slice(0, rest), [path, last])
}

/** Bytes that are changed, and where in their piece. */
interface Part {
  readonly at: number
  readonly data: Uint8Array
}

function byPiece(chunks: FileWrite['chunks']): Map<number, Part[]> {
  const found = new Map<number, Part[]>()
  for (const { at, data } of chunks) {
    for (let done = 0; done < data.byteLength;) {
      const index = Math.floor((at + done) / pieceBytes)
      const inPiece = at + done - index * pieceBytes
      const part = { at: inPiece, data: data.subarray(done, done + pieceBytes - inPiece) }
      found.set(index, [...(found.get(index) ?? []), part])
      done += part.data.byteLength
    }
  }
  return found
}

/** All pieces of one file: in a key, an array comes after every number. */
function piecesOf(path: string): IDBKeyRange {
  return IDBKeyRange.bound([path], [path, []])
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
