import { expect, test } from 'vitest'
import { hostilePage } from './hostile-page'
import { execute, sandboxFor } from './opened'

const frames = () => [...document.querySelectorAll('iframe')]

/** Resolves when the frames on the page are such as asked for. */
function whenFrames(passes: (found: readonly HTMLIFrameElement[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!passes(frames())) return
      observer.disconnect()
      resolve()
    })
    observer.observe(document.body, { childList: true })
  })
}

test('one spare is kept, handed out, and made anew', async () => {
  const sandbox = sandboxFor()
  expect(frames()).toHaveLength(1)
  const [first] = frames()
  const refilled = whenFrames((found) => found.length === 2)
  const opened = await sandbox.open()
  expect(frames()).toEqual([first])
  await refilled
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.dispose()
  expect(frames()).toHaveLength(1)
  expect(first?.isConnected).toBe(false)
})

test('a spare that falls silent is replaced before anybody asks for it', async () => {
  sandboxFor({ url: hostilePage('up()'), beatMs: 40 })
  const [first] = frames()
  await whenFrames((found) => found.length === 1 && found[0] !== first)
  expect(first?.isConnected).toBe(false)
})

test('a spare that does not come up is tried again', async () => {
  // Never says that it is ready.
  sandboxFor({ url: hostilePage(''), startMs: 40 })
  const [first] = frames()
  await whenFrames((found) => found.length === 0)
  await whenFrames((found) => found.length === 1 && found[0] !== first)
})

test('a spare that was handed out is let alone when the next one is taken', async () => {
  const url = hostilePage(
    `up(); alive()
     onRequest(({ id }) => port.postMessage({ type: 'answer', id, ok: true, value: { output: 'here', warnings: [] }, telemetry: null }))
     port.addEventListener('message', ({ data }) => { if (data.type === 'ping') parent.postMessage('watched', '*') })`,
  )
  const watched = new Promise<void>((resolve) => {
    addEventListener('message', ({ data }) => data === 'watched' && resolve())
  })
  const sandbox = sandboxFor({ url, beatMs: 40 })
  await watched
  const first = await sandbox.open()
  // The next one is still on its way up, and so not yet watched.
  await sandbox.open()
  if (!first.ok) throw new Error(first.error.message)
  expect(await execute(first.value)).toMatchObject({ value: { output: 'here' } })
})
