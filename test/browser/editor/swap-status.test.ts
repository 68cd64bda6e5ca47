import { afterAll, beforeAll, expect, test } from 'vitest'
import { pluginError } from '../../../src/kernel/errors'
import { useGenerationsStore } from '../../../src/stores/generations'
import { usePluginsStore } from '../../../src/stores/plugins'
import SwapStatus from '../../../src/ui/status-bar/SwapStatus.vue'
import { mount, type Mounted } from './mounted'

let mounted: Mounted
let swap = 0

beforeAll(async () => {
  mounted = await mount(SwapStatus)
  mounted.store(useGenerationsStore)
  mounted.store(usePluginsStore).select(plugin)
})
afterAll(() => mounted.unmount())

const plugin = 'greeter'
const version = '1.0.0'
const text = () => document.querySelector('.status-item')?.textContent.trim()

function commit(generation: number): void {
  const { events } = mounted.playground
  events.emit({ type: 'swap-started', plugin, swap: ++swap, source: { name: plugin, files: {} } })
  const timings = { total: 8.4 }
  events.emit({
    ...{ type: 'swap-committed', plugin, swap, version, generation, timings },
    ...{ predecessor: null, stateCarried: false },
  })
}

function restart(generation: number, rolledBackFrom: number | null): void {
  const reason = pluginError(
    'CRASHED',
    'idle',
    { plugin, version, generation: rolledBackFrom ?? generation },
    'it fell',
  )
  mounted.playground.events.emit({ type: 'restarted', plugin, version, generation, rolledBackFrom, reason })
}

test('tells a crash from a save that was refused, and a fresh start from a swap', async () => {
  commit(3)
  await expect.poll(text).toBe('Swapped to g3 in 8.4 ms')
  restart(3, null)
  await expect.poll(text).toBe('Restarted g3')
  commit(4)
  await expect.poll(text).toBe('Swapped to g4 in 8.4 ms')
  restart(3, 4)
  await expect.poll(text).toBe('g4 crashed · back to g3')
})
