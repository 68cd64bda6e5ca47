import { expect, test } from 'vitest'
import { hostilePage } from './hostile-page'
import { sandboxFor } from './opened'

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
