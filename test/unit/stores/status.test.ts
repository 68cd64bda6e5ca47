import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { playgroundKey } from '../../../src/stores/playground'
import { useStatusStore } from '../../../src/stores/status'
import { WorkspaceError } from '../../../src/workspace/workspace-error'
import { createMemoryPlayground } from '../app/support/memory-playground'

const reported = vi.fn()

beforeEach(() => vi.stubGlobal('reportError', reported))
afterEach(() => {
  vi.unstubAllGlobals()
  reported.mockClear()
})

function openStatus() {
  const app = createApp({}).provide(playgroundKey, createMemoryPlayground()).use(createPinia())
  return app.runWithContext(useStatusStore)
}

describe('an attempt', () => {
  it('that works is not told', async () => {
    const status = openStatus()
    await status.attempt('Exporting', () => Promise.resolve())
    expect(status.toasts).toEqual([])
  })

  it.each([
    ['at once', () => fail()],
    ['later', () => Promise.resolve().then(fail)],
  ])('that is refused %s is told in the words of the refusal', async (_, work) => {
    const status = openStatus()
    await status.attempt('Exporting', work)
    expect(status.toasts).toMatchObject([
      { tone: 'bad', title: 'Exporting did not work', detail: 'Choose another name.' },
    ])
    expect(reported).not.toHaveBeenCalled()
  })

  it('that a part cannot be fetched for is told without the inner words, which go to the console', async () => {
    const status = openStatus()
    const error = new TypeError('Failed to fetch dynamically imported module: https://example.com/zip.js')
    await status.attempt('Exporting', () => Promise.reject(error))
    expect(status.toasts[0]?.detail).toMatch(/could not be fetched.*try again/)
    expect(reported).toHaveBeenCalledExactlyOnceWith(error)
  })
})

function fail(): never {
  throw new WorkspaceError('EXISTS', 'Choose another name.')
}
