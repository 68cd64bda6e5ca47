import { defineStore } from 'pinia'
import type { HostEvent } from '../kernel/events'
import { createHistory } from './history'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

export type HealthChange = Extract<HostEvent, { readonly type: 'health' }>

export type HealthAnswer = Extract<HostEvent, { readonly type: 'checked' }>

/** How each plugin felt: the newest 50 changes, and the newest 40 checks. */
export const useHealthStore = defineStore('health', () => {
  const { workspace } = usePlayground()
  const changes = createHistory<HealthChange>(workspace, 50)
  const checks = createHistory<HealthAnswer>(workspace, 40)
  useScreenEvents().on((event) => {
    if (event.type === 'health') changes.add(event.plugin, event)
    else if (event.type === 'checked') checks.add(event.plugin, event)
  })
  return { of: changes.of, checksOf: checks.of }
})
