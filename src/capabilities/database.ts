import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

/** What plugins keep, by owner and name. */
export interface CapabilitySchema extends DBSchema {
  /** What `ctx.storage` keeps. */
  values: { key: [owner: string, key: string]; value: { readonly value: unknown } }
  /** How large each of the values is: to add them up none has to be read. */
  sizes: { key: [owner: string, key: string]; value: number }
  secrets: { key: [owner: string, name: string]; value: string }
}

export interface CapabilityDatabase {
  /** Opens the database if it is not open. Rejects as IndexedDB does. */
  open(): Promise<IDBPDatabase<CapabilitySchema>>
  close(): Promise<void>
}

const schemaVersion = 1

export function capabilityDatabaseName(scope: string): string {
  return `hotplug-capabilities:${scope}`
}

/** @param scope - tells the deployments on one host apart, as the workspace does */
export function createCapabilityDatabase(scope: string): CapabilityDatabase {
  let opening: Promise<IDBPDatabase<CapabilitySchema>> | null = null

  /** The next use opens it again. */
  function letGo(): void {
    const open = opening
    opening = null
    void open?.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  return {
    open() {
      opening ??= openDB<CapabilitySchema>(capabilityDatabaseName(scope), schemaVersion, {
        upgrade(database) {
          database.createObjectStore('values')
          database.createObjectStore('sizes')
          database.createObjectStore('secrets')
        },
        // The site's data are being deleted, or a newer Hotplug is open in another tab.
        blocking: letGo,
        terminated: () => (opening = null),
      })
      opening.catch(() => (opening = null))
      return opening
    },
    async close() {
      const open = opening
      opening = null
      await open?.then(
        (database) => database.close(),
        () => undefined,
      )
    },
  }
}

/** Every key of this owner: lists sort behind texts. */
export function allOf(owner: string): IDBKeyRange {
  return IDBKeyRange.bound([owner], [owner, []])
}
