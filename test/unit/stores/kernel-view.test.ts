import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, effectScope, nextTick, shallowRef } from 'vue'
import type { Playground } from '../../../src/app/playground'
import { createEventBus } from '../../../src/kernel/events'
import { useKernelView, type KernelView } from '../../../src/stores/kernel-view'
import { playgroundKey } from '../../../src/stores/playground'

const reported = vi.fn()

beforeEach(() => vi.stubGlobal('reportError', reported))
afterEach(() => {
  vi.unstubAllGlobals()
  reported.mockClear()
})

/** A view of a kernel whose parts cannot be fetched the first `outages` times. */
async function view(options: Omit<KernelView, 'read'>, outages = 0) {
  const fail = (error: unknown): void => {
    throw error
  }
  const events = createEventBus({ date: () => 0, onListenerError: fail })
  const read = vi.fn()
  const complete = vi.fn(async () => {
    if (complete.mock.calls.length <= outages) throw new Error('offline')
  })
  const app = createApp({})
  app.provide(playgroundKey, { events, kernel: { complete } } as unknown as Playground).use(createPinia())
  const scope = effectScope()
  const readNow = app.runWithContext(() => scope.run(() => useKernelView({ ...options, read })))
  await nextTick()
  const emit = async (): Promise<void> => {
    events.emit({ type: 'changed', plugin: 'a', what: 'config' })
    await nextTick()
    await nextTick()
  }
  return { read, readNow, complete, emit, stop: () => scope.stop() }
}

const hears = { heard: () => true }

describe('a view of the kernel', () => {
  it('reads once the kernel can tell, after what it hears, and after what it watches', async () => {
    const plugin = shallowRef('a')
    const { read, emit } = await view({ heard: ({ type }) => type === 'changed', watched: [plugin] })
    expect(read).toHaveBeenCalledTimes(1)
    await emit()
    expect(read).toHaveBeenCalledTimes(2)
    plugin.value = 'b'
    await nextTick()
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('reads once for many events of a turn', async () => {
    const { read, emit } = await view(hears)
    await Promise.all([emit(), emit(), emit()])
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('that could not be completed is, when somebody asks again', async () => {
    const plugin = shallowRef('a')
    const { read, readNow, complete, emit } = await view({ ...hears, watched: [plugin] }, 2)
    expect(reported).toHaveBeenCalledTimes(1)
    readNow?.()
    await emit()
    expect(reported).toHaveBeenCalledTimes(2)
    expect(read).not.toHaveBeenCalled()
    plugin.value = 'b'
    await nextTick()
    await nextTick()
    expect(read).toHaveBeenCalledTimes(1)
    await emit()
    expect(complete).toHaveBeenCalledTimes(3)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('reads no more once it is gone', async () => {
    const plugin = shallowRef('a')
    const { read, readNow, emit, stop } = await view({ ...hears, watched: [plugin] })
    stop()
    readNow?.()
    plugin.value = 'b'
    await emit()
    expect(read).toHaveBeenCalledTimes(1)
  })
})
