import { expect, onTestFinished, test } from 'vitest'
import { freshScope, makeWorkspace, storedText } from './fixture'

/** A page of its own with an open workspace that writes only when it is told to: its clock stands still. */
async function openTab(scope: string, clock: 'still' | 'real'): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  const script = `
    import { createWorkspace } from ${JSON.stringify(new URL('/src/workspace/workspace.ts', location.href).href)}
    const after = ${clock === 'still' ? '() => () => {}' : '(ms, call) => { const t = setTimeout(call, ms); return () => clearTimeout(t) }'}
    const workspace = createWorkspace({
      scope: ${JSON.stringify(scope)}, tab: 'frame', locks: navigator.locks, page: window,
      clock: { now: () => performance.now(), date: () => Date.now(), after },
    })
    await workspace.open()
    window.write = (path, text) => workspace.write(path, text)
    parent.postMessage({ opened: ${JSON.stringify(scope)} })`
  const opened = new Promise<void>((resolve) => {
    const listen = ({ data }: MessageEvent<{ opened?: string }>): void => {
      if (data.opened !== scope) return
      window.removeEventListener('message', listen)
      resolve()
    }
    window.addEventListener('message', listen)
  })
  const url = URL.createObjectURL(
    new Blob([`<!doctype html><script type="module">${script}</script>`], { type: 'text/html' }),
  )
  frame.src = url
  document.body.append(frame)
  onTestFinished(() => {
    frame.remove()
    URL.revokeObjectURL(url)
  })
  await opened
  return frame
}

function writeIn(frame: HTMLIFrameElement, path: string, text: string): void {
  const { write } = frame.contentWindow as unknown as { write(path: string, text: string): void }
  write(path, text)
}

test('a page that is left writes its newest edit at once', async () => {
  const scope = freshScope()
  const frame = await openTab(scope, 'still')
  writeIn(frame, 'greeter/index.ts', 'typed and left')
  frame.src = 'about:blank'
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and left')
})

test('a page that is hidden writes its newest edit at once', async () => {
  const scope = freshScope()
  const frame = await openTab(scope, 'still')
  const page = frame.contentDocument
  if (!page) throw new Error('the frame has no document')
  writeIn(frame, 'greeter/index.ts', 'typed and hidden')
  Object.defineProperty(page, 'visibilityState', { get: () => 'hidden' })
  page.dispatchEvent(new Event('visibilitychange'))
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and hidden')
})

test('a page that is killed frees the files for the next one, which finds what was written', async () => {
  const scope = freshScope()
  const frame = await openTab(scope, 'real')
  const second = makeWorkspace(scope)
  expect((await second.open()).tab).toBe('reader')
  writeIn(frame, 'greeter/index.ts', 'kept')
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('kept')
  frame.remove()
  await expect.poll(() => second.status.kind).toBe('saved')
  expect(second.read('greeter/index.ts')).toBe('kept')
})
