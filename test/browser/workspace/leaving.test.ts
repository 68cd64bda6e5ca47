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

/** Keeps events from the frame's page, as an engine does that does not send them, or a tab that is killed. */
function mute(frame: HTMLIFrameElement, ...events: readonly string[]): void {
  for (const event of events)
    frame.contentWindow?.addEventListener(event, (sent) => sent.stopImmediatePropagation(), { capture: true })
}

test('a page that is left writes its newest edit at once', async () => {
  const scope = freshScope()
  const frame = await openTab(scope, 'still')
  // Not every engine tells a page that is left that it is hidden as well.
  mute(frame, 'visibilitychange')
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

test('a page that is killed loses less than the last second, and frees the files for the next one', async () => {
  const scope = freshScope()
  const frame = await openTab(scope, 'real')
  mute(frame, 'visibilitychange', 'pagehide')
  const second = makeWorkspace(scope)
  expect((await second.open()).tab).toBe('reader')
  const typedAt: number[] = []
  await new Promise<void>((resolve) => {
    const typing = setInterval(() => {
      writeIn(frame, 'greeter/index.ts', String(typedAt.push(performance.now())))
      if (typedAt.length < 100) return
      clearInterval(typing)
      resolve()
    }, 15)
  })
  frame.remove()
  const killedAt = performance.now()
  await expect.poll(() => second.status.kind).toBe('saved')
  const kept = Number(second.read('greeter/index.ts'))
  expect(typedAt.filter((at) => at < killedAt - 1000).length).toBeGreaterThan(0)
  expect(killedAt - (typedAt[kept] ?? killedAt)).toBeLessThan(1000)
})
