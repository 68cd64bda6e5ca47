import { defineStore } from 'pinia'
import type { HostEvent } from '../kernel/events'
import { createHistory } from './history'
import { usePlayground } from './playground'
import type { RunRecord } from './run'
import { useScreenEvents } from './screen-events'

/** The way of one call through the middleware around its plugin. */
export type Trace = Extract<HostEvent, { readonly type: 'trace' }>

/** The newest 20 traces of each plugin. */
export const useTracesStore = defineStore('traces', () => {
  const { add, of } = createHistory<Trace>(usePlayground().workspace, 20)
  useScreenEvents().on((event) => {
    if (event.type === 'trace') add(event.plugin, event)
  })

  /** A call that reached no worker has no number, so its trace is known by its duration. */
  function ofRun({ plugin, report }: RunRecord): Trace | null {
    const isOf = ({ call, durationMs }: Trace): boolean => call === report.call && durationMs === report.durationMs
    return of(plugin).find(isOf) ?? null
  }

  return { of, ofRun }
})
