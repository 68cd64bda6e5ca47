import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Table } from '../../capabilities/sql/tables'
import { coalesce } from '../../stores/coalesce'
import { usePlayground } from '../../stores/playground'
import { useScreenEvents } from '../../stores/screen-events'

/** What is shown of a table. */
export interface TablePage {
  readonly table: Table
  /** How many rows stand before these. */
  readonly offset: number
  readonly rows: readonly unknown[]
}

export interface TablesView {
  /** `null` until they were read once. */
  readonly tables: Readonly<ShallowRef<readonly Table[] | null>>
  /** The table that the person opened. */
  readonly opened: Readonly<ShallowRef<TablePage | null>>
  /** Why the newest reading failed, in whole sentences. */
  readonly trouble: Readonly<Ref<string | null>>
  readonly isReading: Readonly<Ref<boolean>>
  /** Shows rows of a table, from `offset` on. */
  open(table: Table, offset?: number): Promise<void>
  close(): void
  read(): Promise<void>
}

export const rowsOfPage = 50

/** Statements come too often to read after each, in milliseconds. */
const readEveryMs = 500

const notRead = 'A part of Hotplug could not be fetched. Look to the network, and try again.'

/** The tables in a plugin's database, kept up to date as it runs statements. */
export function useTables(plugin: () => string): TablesView {
  const { data } = usePlayground()
  const screen = useScreenEvents()
  const tables = shallowRef<readonly Table[] | null>(null)
  const opened = shallowRef<TablePage | null>(null)
  const trouble = ref<string | null>(null)
  const isReading = ref(false)
  let isGone = false
  /** Counts up: whoever asks during a reading has it done once more. */
  let asked = 0

  async function open(table: Table, offset = 0): Promise<void> {
    const name = plugin()
    const page = await (await data()).rows(name, table, { offset, limit: rowsOfPage })
    if (plugin() !== name) return
    trouble.value = page.ok ? null : page.error.message
    if (page.ok) opened.value = { table, offset, rows: page.value.rows }
  }

  /** The open table may have fewer rows by now, or be gone. */
  async function openAgain({ table, offset }: TablePage, all: readonly Table[]): Promise<void> {
    const again = all.find(({ schema, name }) => schema === table.schema && name === table.name)
    if (!again) opened.value = null
    else await open(again, Math.max(0, Math.min(offset, lastOffset(again))))
  }

  async function read(): Promise<void> {
    const turn = ++asked
    if (isGone || isReading.value) return
    const name = plugin()
    isReading.value = true
    try {
      const all = await (await data()).tables(name)
      if (plugin() !== name) return
      trouble.value = all.ok ? null : all.error.message
      if (!all.ok) return
      tables.value = all.value
      if (opened.value) await openAgain(opened.value, all.value)
    } catch {
      trouble.value = notRead
    } finally {
      isReading.value = false
      if (turn !== asked) void read()
    }
  }

  const readLater = coalesce(
    () => void read(),
    (work) => void setTimeout(work, readEveryMs),
  )
  // The statement comes first in the database's queue: what it changes is read.
  const stop = screen.on((event) => {
    if (event.type === 'asked' && event.allowed && event.capability === 'sql' && event.plugin === plugin()) readLater()
  })
  watch(
    plugin,
    () => {
      tables.value = null
      opened.value = null
      trouble.value = null
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    isGone = true
    stop()
  })

  return {
    ...{ tables, opened, trouble, isReading, read },
    open: (table, offset) => open(table, offset).catch(() => void (trouble.value = notRead)),
    close: () => void (opened.value = null),
  }
}

/** Where the last page of a table begins. */
export function lastOffset({ rowCount }: Pick<Table, 'rowCount'>): number {
  return Math.max(0, Math.floor((rowCount - 1) / rowsOfPage) * rowsOfPage)
}
