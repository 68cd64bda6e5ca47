import { createPinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createHistory } from '../../../src/stores/history'
import { useGenerationsStore } from '../../../src/stores/generations'
import { useMetricsStore } from '../../../src/stores/metrics'
import { playgroundKey } from '../../../src/stores/playground'
import { usePluginsStore } from '../../../src/stores/plugins'
import { useReceiptsStore } from '../../../src/stores/receipts'
import { useRunStore } from '../../../src/stores/run'
import { useTimelineStore } from '../../../src/stores/timeline'
import { useTracesStore } from '../../../src/stores/traces'
import { createMemoryPlayground, type MemoryPlayground } from '../app/support/memory-playground'
import { createMemoryWorkspace } from '../app/support/memory-workspace'
import { settle } from '../kernel/support/fake-clock'
import type { Program } from '../kernel/support/memory-realm'

const notes: Program = { execute: () => 'noted' }
const asks = { permissions: ['clock'] }

let playground: MemoryPlayground
let pinia: Pinia

/** A page on which `notes` was run, and `other` is on screen. */
beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw))
  playground = createMemoryPlayground()
  pinia = createPinia()
  setActivePinia(pinia)
  createApp({}).use(pinia).provide(playgroundKey, playground)
  playground.write('other', notes, asks)
  playground.write('notes', notes, asks)
  for (const useStore of [useGenerationsStore, useTimelineStore, useMetricsStore, useTracesStore, useReceiptsStore])
    useStore()
  usePluginsStore().select('notes')
  await useRunStore().save()
  await vi.waitFor(() => {
    expect(useGenerationsStore().live?.generation).toBe(1)
    expect(useMetricsStore().calls.calls).toBe(1)
  })
  expect(useTimelineStore().ofPlugin).toHaveLength(1)
  expect(useTracesStore().of('notes')).not.toEqual([])
  expect(useRunStore().last?.report).toMatchObject({ output: 'noted' })
  usePluginsStore().select('other')
  await settle()
})

afterEach(() => vi.unstubAllGlobals())

async function show(plugin: string): Promise<void> {
  usePluginsStore().select(plugin)
  await nextTick()
}

describe('a plugin under the name of a deleted one', () => {
  beforeEach(async () => {
    playground.folders.remove('notes')
    await vi.waitFor(() => expect(playground.kernel.status()).toEqual([]))
    playground.write('notes', notes, asks)
    await settle()
  })

  it('shows nothing of that one', async () => {
    await show('notes')
    expect(useGenerationsStore().current).toEqual([])
    expect(useTimelineStore().ofPlugin).toEqual([])
    expect(useTracesStore().of('notes')).toEqual([])
    expect(useReceiptsStore().of('notes')).toEqual([])
    expect(useRunStore().last).toBeNull()
    await vi.waitFor(() => expect(useMetricsStore().calls.calls).toBe(0))
  })

  it('does not run by itself', async () => {
    expect(await playground.hotplug.save('notes')).toMatchObject({ ok: true })
    await settle()
    await show('notes')
    expect(useRunStore().last).toBeNull()
    expect(playground.kernel.status()[0]?.stats.calls).toBe(0)
  })
})

it('a call that ends after its plugin was deleted leaves nothing behind', async () => {
  let goOn: () => void = () => undefined
  playground.write('slow', { execute: () => new Promise<void>((resolve) => (goOn = resolve)) })
  await show('slow')
  await playground.hotplug.save('slow')
  await settle()
  expect(useRunStore().isRunning).toBe(true)
  playground.folders.remove('slow')
  goOn()
  await vi.waitFor(() => expect(playground.kernel.status().map(({ name }) => name)).toEqual(['notes']))
  playground.write('slow', notes, asks)
  await show('slow')
  expect(useRunStore()).toMatchObject({ last: null, isRunning: false })
  expect(useReceiptsStore().of('slow')).toEqual([])
})

it('a plugin that is renamed keeps its output and its numbers, and begins a strip anew', async () => {
  await playground.folders.rename('notes', 'diary')
  await show('diary')
  await vi.waitFor(() => expect(useGenerationsStore().live?.generation).toBe(1))
  expect(useGenerationsStore().current).toHaveLength(1)
  expect(useGenerationsStore().current[0]?.source.name).toBe('diary')
  expect(useTimelineStore().ofPlugin).toHaveLength(2)
  expect(useRunStore().last).toMatchObject({ plugin: 'diary', report: { output: 'noted' } })
  expect(useTracesStore().of('diary').length).toBeGreaterThan(1)
  await vi.waitFor(() => expect(useMetricsStore().calls).toMatchObject({ calls: 2, inFlight: 0 }))
  expect(useMetricsStore().byPlugin.map(({ plugin }) => plugin)).toEqual(['diary'])
})

it('a history takes in nothing of what has no folder', () => {
  const workspace = createMemoryWorkspace('notes')
  const { add, of } = createHistory<number>(workspace, 2)
  for (const entry of [1, 2, 3]) add('notes', entry)
  expect(of('notes')).toEqual([3, 2])
  workspace.renamePlugin('notes', 'diary')
  add('notes', 4)
  expect([of('notes'), of('diary')]).toEqual([[], [3, 2]])
  workspace.removePlugin('diary')
  add('diary', 5)
  expect(of('diary')).toEqual([])
})
