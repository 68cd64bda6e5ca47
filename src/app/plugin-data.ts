import type { Secrets } from '../capabilities/secrets'
import type { Sql } from '../capabilities/sql/sql'
import type { Page, Table, TableName } from '../capabilities/sql/tables'
import type { Storage, StoredEntry } from '../capabilities/storage'
import type { GuestFault } from '../kernel/guest-fault'
import { fail, ok, type Result } from '../kernel/result'
import type { SqlResult } from '../sdk'
import type { Owners } from './owners'

/** What a plugin has stored. */
export interface StoredValues {
  /** By key. */
  readonly entries: readonly StoredEntry[]
  /** How much all of them may take together. */
  readonly quotaBytes: number
}

/** What plugins keep, for the person: to look at and to change. Rejects where the browser's storage fails. */
export interface PluginData {
  stored(plugin: string): Promise<StoredValues>
  /** The value under a key; `undefined` where there is none. */
  readStored(plugin: string, key: string): Promise<unknown>
  removeStored(plugin: string, key: string): Promise<void>
  /** Takes all of the plugin's stored values away. */
  clearStored(plugin: string): Promise<void>
  /** The tables that the plugin made in its database; opens it, if there is one. */
  tables(plugin: string): Promise<Result<readonly Table[], GuestFault>>
  rows(plugin: string, table: TableName, page: Page): Promise<Result<SqlResult, GuestFault>>
  /** The names of the secrets that have a value, sorted. The values are for the plugin alone. */
  secretNames(plugin: string): Promise<readonly string[]>
  /** Keeps a secret's value, in place of the one before; a sentence where it cannot be kept. */
  setSecret(plugin: string, name: string, value: string): Promise<Result<undefined, string>>
  removeSecret(plugin: string, name: string): Promise<void>
}

export interface PluginDataOptions {
  readonly owners: Pick<Owners, 'of'>
  readonly storage: () => Promise<Storage>
  readonly secrets: () => Promise<Secrets>
  readonly sql: () => Promise<Sql>
}

const wasDeleted = (plugin: string) => `'${plugin}' was deleted.`

/** A plugin that is gone has nothing any more. */
export function createPluginData({ owners, storage, secrets, sql }: PluginDataOptions): PluginData {
  return {
    async stored(plugin) {
      const owner = owners.of(plugin)
      const { entries, quotaBytes } = await storage()
      return { quotaBytes, entries: owner === null ? [] : await entries(owner) }
    },
    async readStored(plugin, key) {
      const owner = owners.of(plugin)
      return owner === null ? undefined : (await storage()).read(owner, key)
    },
    async removeStored(plugin, key) {
      const owner = owners.of(plugin)
      if (owner !== null) await (await storage()).remove(owner, key)
    },
    async clearStored(plugin) {
      const owner = owners.of(plugin)
      if (owner !== null) await (await storage()).forget(owner)
    },
    async tables(plugin) {
      const owner = owners.of(plugin)
      return owner === null ? ok([]) : (await sql()).tables(owner)
    },
    async rows(plugin, table, page) {
      const owner = owners.of(plugin)
      if (owner === null) return fail({ code: 'NOT_FOUND', message: wasDeleted(plugin) })
      return (await sql()).rows(owner, table, page)
    },
    async secretNames(plugin) {
      const owner = owners.of(plugin)
      return owner === null ? [] : (await secrets()).names(owner)
    },
    async setSecret(plugin, name, value) {
      const owner = owners.of(plugin)
      return owner === null ? fail(wasDeleted(plugin)) : (await secrets()).set(owner, name, value)
    },
    async removeSecret(plugin, name) {
      const owner = owners.of(plugin)
      if (owner !== null) await (await secrets()).remove(owner, name)
    },
  }
}
