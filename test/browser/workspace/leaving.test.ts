import { expect, onTestFinished, test } from 'vitest'
import type { Workspace } from '../../../src/workspace/workspace'
import { freshScope, makeWorkspace, storedText } from './fixture'
import type { OpenTab } from './tab'

interface Tab {
  readonly frame: HTMLIFrameElement
  readonly page: Window
  readonly workspace: Workspace
}

async function openTab(scope: string, clock: Parameters<OpenTab>[1]): Promise<Tab> {
  const frame = document.createElement('iframe')
  onTestFinished(() => frame.remove())
  document.body.append(frame)
  const page = frame.contentWindow
  if (!page) throw new Error('the frame has no page')
  const script = page.document.createElement('script')
  script.type = 'module'
  script.src = new URL('./tab.ts', import.meta.url).href
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve)
    script.addEventListener('error', reject)
    page.document.head.append(script)
  })
  if (!page.openTab) throw new Error('the frame has no workspace')
  return { frame, page, workspace: await page.openTab(scope, clock) }
}

/** Keeps events from the frame's page, as an engine does that does not send them, or a tab that is killed. */
function mute(page: Window, ...events: readonly string[]): void {
  for (const event of events) page.addEventListener(event, (sent) => sent.stopImmediatePropagation(), { capture: true })
}

test('a page that is left writes its newest edit at once', async () => {
  const scope = freshScope()
  const { frame, page, workspace } = await openTab(scope, 'still')
  // Not every engine tells a page that is left that it is hidden as well.
  mute(page, 'visibilitychange')
  workspace.write('greeter/index.ts', 'typed and left')
  frame.src = 'about:blank'
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and left')
})

test('a page that is hidden writes its newest edit at once', async () => {
  const scope = freshScope()
  const { page, workspace } = await openTab(scope, 'still')
  workspace.write('greeter/index.ts', 'typed and hidden')
  Object.defineProperty(page.document, 'visibilityState', { get: () => 'hidden' })
  page.document.dispatchEvent(new Event('visibilitychange'))
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and hidden')
})

test('a page that is killed loses less than the last second, and frees the files for the next one', async () => {
  const scope = freshScope()
  const { frame, page, workspace } = await openTab(scope, 'real')
  mute(page, 'visibilitychange', 'pagehide')
  const second = makeWorkspace(scope)
  expect((await second.open()).tab).toBe('reader')
  const typedAt: number[] = []
  await new Promise<void>((resolve) => {
    const typing = setInterval(() => {
      workspace.write('greeter/index.ts', String(typedAt.push(performance.now())))
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

test('a page whose last write the database dropped is heard all the same, and once', async () => {
  const scope = freshScope()
  const words = `hotplug:${scope}:last-words`
  onTestFinished(() => localStorage.removeItem(words))
  const record = { text: 'typed and dropped', saved: null }
  const changes = [
    { store: 'files', key: 'greeter/index.ts', value: record },
    { store: 'files', key: '../escape', value: record },
    { store: 'settings', key: 'global/theme', value: '"dark"' },
    { store: 'meta', key: 'writer', value: 1 },
  ]
  localStorage.setItem(words, JSON.stringify(changes.slice(0, 3)))
  const workspace = makeWorkspace(scope)
  await workspace.open()
  expect(workspace.list()).toEqual(['greeter/index.ts'])
  expect(workspace.settings.get('theme')).toBe('dark')
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and dropped')
  await expect.poll(() => localStorage.getItem(words)).toBeNull()
  await workspace.close()

  localStorage.setItem(words, JSON.stringify(changes))
  const second = makeWorkspace(scope)
  await second.open()
  expect(second.list()).toEqual(['greeter/index.ts'])
})

test('a page that is left leaves its words before the database answers, and takes them back when it lives on', async () => {
  const scope = freshScope()
  const words = `hotplug:${scope}:last-words`
  onTestFinished(() => localStorage.removeItem(words))
  const workspace = makeWorkspace(scope)
  await workspace.open()
  workspace.write('greeter/index.ts', 'on the way')
  window.dispatchEvent(new Event('pagehide'))
  expect(localStorage.getItem(words)).toContain('on the way')
  await expect.poll(() => localStorage.getItem(words)).toBeNull()
  expect(await storedText(scope, 'greeter/index.ts')).toBe('on the way')
})

test('a page that is told twice that it is left keeps its words until they are stored', async () => {
  const scope = freshScope()
  const words = `hotplug:${scope}:last-words`
  onTestFinished(() => localStorage.removeItem(words))
  const workspace = makeWorkspace(scope)
  await workspace.open()
  workspace.write('greeter/index.ts', 'on the way')
  window.dispatchEvent(new Event('pagehide'))
  window.dispatchEvent(new Event('pagehide'))
  // The database answers in a task of its own: after so many microtasks the write is still under way.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  expect(localStorage.getItem(words)).toContain('on the way')
  await expect.poll(() => localStorage.getItem(words)).toBeNull()
})
