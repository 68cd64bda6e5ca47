import { defineStore } from 'pinia'
import type { UnloadReceipt } from '../kernel/reports'
import { createHistory } from './history'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

/** A receipt, and when it came, in milliseconds since 1970. */
export interface KeptReceipt extends UnloadReceipt {
  readonly seq: number
  readonly at: number
}

/** What each generation that went left behind: the newest 100 of each plugin. */
export const useReceiptsStore = defineStore('receipts', () => {
  const { add, of } = createHistory<KeptReceipt>(usePlayground().workspace, 100)
  useScreenEvents().on((event) => {
    if (event.type === 'unloaded') add(event.receipt.plugin, { ...event.receipt, seq: event.seq, at: event.at })
  })
  return { of }
})
