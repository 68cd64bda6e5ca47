import type { GuestFault } from '../kernel/guest-fault'
import type { Capabilities } from '../kernel/host-port'
import { fail, ok, type Result } from '../kernel/result'
import type { IDBPObjectStore } from 'idb'
import { allOf, type CapabilityDatabase, type CapabilitySchema } from './database'
import { storedSize, withoutRest } from './stored-size'

/** What is kept under one key. */
export interface StoredEntry {
  readonly key: string
  /** About. */
  readonly bytes: number
}

/** `ctx.storage`, and what a person sees and does of it. */
export interface Storage extends Pick<Capabilities, 'storage.get' | 'storage.set' | 'storage.delete' | 'storage.keys'> {
  /** How much all of an owner's keys and values may take, in bytes. */
  readonly quotaBytes: number
  /** What this owner keeps, by key. Rejects where the browser's storage fails, as do the others. */
  entries(owner: string): Promise<StoredEntry[]>
  read(owner: string, key: string): Promise<unknown>
  remove(owner: string, key: string): Promise<void>
  /** Takes everything of this owner away. */
  forget(owner: string): Promise<void>
}

export interface StorageOptions {
  readonly database: CapabilityDatabase
  /** How much all of an owner's keys and values may take, in bytes. */
  readonly quotaBytes?: number
  /** How much one value may take, in bytes. */
  readonly valueBytes?: number
}

type Names = ('values' | 'sizes')[]

interface Stores {
  readonly values: IDBPObjectStore<CapabilitySchema, Names, 'values', 'readwrite'>
  readonly sizes: IDBPObjectStore<CapabilitySchema, Names, 'sizes', 'readwrite'>
}

const MB = 1_000_000

/** What an entry takes beside its key and its value, so that nothing can be kept for nothing. */
const entryBytes = 64

/** A key-value store for each owner, in IndexedDB. */
export function createStorage({ database, quotaBytes = 5 * MB, valueBytes = MB }: StorageOptions): Storage {
  const sizeOf = (key: string, bytes: number) => entryBytes + 2 * key.length + bytes

  /** Changes both stores as one; an abort undoes it, unless it is done already. */
  async function change(
    signal: AbortSignal | null,
    work: (stores: Stores) => Promise<GuestFault | null>,
  ): Promise<Result<undefined, GuestFault>> {
    const opened = await database.open()
    signal?.throwIfAborted()
    const transaction = opened.transaction<Names, 'readwrite'>(['values', 'sizes'], 'readwrite')
    const undo = () => {
      try {
        transaction.abort()
      } catch {
        // It is done already.
      }
    }
    signal?.addEventListener('abort', undo)
    // Awaited below; where `work` fails first, its own reason is told.
    transaction.done.catch(() => undefined)
    try {
      const fault = await work({ values: transaction.objectStore('values'), sizes: transaction.objectStore('sizes') })
      if (fault) {
        undo()
        return fail(fault)
      }
      await transaction.done
      return ok(undefined)
    } finally {
      signal?.removeEventListener('abort', undo)
    }
  }

  async function remove(owner: string, key: string, signal: AbortSignal | null) {
    return change(signal, async ({ values, sizes }) => {
      await Promise.all([values.delete([owner, key]), sizes.delete([owner, key])])
      return null
    })
  }

  async function put(owner: string, key: string, given: unknown, signal: AbortSignal) {
    const value = withoutRest(given)
    const bytes = storedSize(value, valueBytes)
    if (bytes === null) return fail(notPlain)
    if (bytes > valueBytes) return fail(tooLarge(key, valueBytes))
    return change(signal, async ({ values, sizes }) => {
      const [taken, before] = await Promise.all([sizes.getAll(allOf(owner)), sizes.get([owner, key])])
      const size = sizeOf(key, bytes)
      const sum = taken.reduce((total, one) => total + one, 0) - (before ?? 0) + size
      if (sum > quotaBytes) return full(quotaBytes)
      await Promise.all([values.put({ value }, [owner, key]), sizes.put(size, [owner, key])])
      return null
    })
  }

  const read = async (owner: string, key: string) => (await (await database.open()).get('values', [owner, key]))?.value

  /** Never longer than its index, and sorted as that is. */
  async function keysOf(owner: string, prefix: string): Promise<string[]> {
    const keys = await (await database.open()).getAllKeys('sizes', allOf(owner))
    return keys.map(([, key]) => key).filter((key) => key.startsWith(prefix))
  }

  return {
    quotaBytes,
    'storage.get': (owner, { key }) => told(async () => ok(await read(owner, key))),
    'storage.set': (owner, { key, value }, signal) => told(() => put(owner, key, value, signal)),
    'storage.delete': (owner, { key }, signal) => told(() => remove(owner, key, signal)),
    'storage.keys': (owner, { prefix }) => told(async () => ok(await keysOf(owner, prefix))),
    async entries(owner) {
      const transaction = (await database.open()).transaction('sizes')
      const [keys, sizes] = await Promise.all([
        transaction.store.getAllKeys(allOf(owner)),
        transaction.store.getAll(allOf(owner)),
      ])
      return keys.map(([, key], index) => ({ key, bytes: sizes[index] ?? 0 }))
    },
    read,
    async remove(owner, key) {
      await remove(owner, key, null)
    },
    async forget(owner) {
      await change(null, async ({ values, sizes }) => {
        await Promise.all([values.delete(allOf(owner)), sizes.delete(allOf(owner))])
        return null
      })
    },
  }
}

/** What a plugin is told of a failing disk. */
async function told<Value>(work: () => Promise<Result<Value, GuestFault>>): Promise<Result<Value, GuestFault>> {
  try {
    return await work()
  } catch (error) {
    return fail(diskFault(error))
  }
}

function diskFault(error: unknown): GuestFault {
  const name = error instanceof Error ? error.name : ''
  if (name === 'AbortError') return { code: 'CANCELLED', message: 'Nothing was changed: the request was given up.' }
  if (name === 'QuotaExceededError')
    return { code: 'CAPABILITY', message: 'The browser’s storage is full. Delete what is not needed, and try again.' }
  return { code: 'CAPABILITY', message: 'The browser refuses to store anything here, as in some private windows.' }
}

const notPlain: GuestFault = {
  code: 'INPUT',
  message:
    'storage.set: only plain data can be kept: texts, numbers, objects, lists, maps, sets, dates, buffers and blobs.',
}

function megabytes(bytes: number): string {
  return `${bytes / MB} MB`
}

function tooLarge(key: string, limit: number): GuestFault {
  const message = `storage.set: the value of '${key}' is larger than ${megabytes(limit)}. Keep it in smaller parts.`
  return { code: 'CAPABILITY', message }
}

function full(quota: number): GuestFault {
  const message = `storage.set: the store is full: all values may take ${megabytes(quota)} together. Delete some first.`
  return { code: 'CAPABILITY', message }
}
