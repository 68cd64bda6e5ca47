import { defineStore } from 'pinia'
import type { HostEvent } from '../kernel/events'
import { createHistory } from './history'
import { useScreenEvents } from './screen-events'

export type HealthChange = Extract<HostEvent, { readonly type: 'health' }>

/** The newest 50 changes of how each plugin feels. */
export const useHealthStore = defineStore('health', () => {
  const { add, of } = createHistory<HealthChange>(50)
  useScreenEvents().on((event) => {
    if (event.type === 'health') add(event.plugin, event)
  })
  return { of }
})
