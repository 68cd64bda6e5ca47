import { deleteDB } from 'idb'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Workspace } from '../../../src/workspace/workspace'
import { databaseName, freshScope, makeWorkspace, storedText } from './fixture'
import type { OpenTab } from './tab'

interface Tab {
  readonly frame: HTMLIFrameElement
  readonly page: Window
  readonly workspace: Workspace
  /** Keeps events from the page from now on, as an engine does that does not send them, or a tab that is killed. */
  mute(...events: readonly ('pagehide' | 'visibilitychange')[]): void
}

async function openTab(scope: string, clock: Parameters<OpenTab>[1]): Promise<Tab> {
  const frame = document.createElement('iframe')
  onTestFinished(() => frame.remove())
  document.body.append(frame)
  const page = frame.contentWindow
  if (!page) throw new Error('the frame has no page')
  const muted = new Set<string>()
  // Only what listens before the workspace does can keep an event from it.
  for (const target of [page, page.document])
    for (const event of ['pagehide', 'visibilitychange'])
      target.addEventListener(event, (sent) => muted.has(event) && sent.stopImmediatePropagation())
  const script = page.document.createElement('script')
  script.type = 'module'
  script.src = new URL('./tab.ts', import.meta.url).href
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve)
    script.addEventListener('error', reject)
    page.document.head.append(script)
  })
  if (!page.openTab) throw new Error('the frame has no workspace')
  return {
    frame,
    page,
    workspace: await page.openTab(scope, clock),
    mute: (...events) => events.forEach((event) => muted.add(event)),
  }
}

test('a page that is left writes its newest edit at once', async () => {
  const scope = freshScope()
  const { frame, workspace, mute } = await openTab(scope, 'still')
  // Not every engine tells a page that is left that it is hidden as well.
  mute('visibilitychange')
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
  const { frame, workspace, mute } = await openTab(scope, 'real')
  mute('visibilitychange', 'pagehide')
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

/** A page that is left while its newest edit is on its way; `words` reads what it leaves. */
async function leavingPage(text: string) {
  const scope = freshScope()
  const key = wordsKey(scope)
  const workspace = makeWorkspace(scope)
  await workspace.open()
  workspace.write('greeter/index.ts', text)
  window.dispatchEvent(new Event('pagehide'))
  return { scope, words: () => localStorage.getItem(key) }
}

/** Where the last words of a scope are; they are taken away when the test is over. */
function wordsKey(scope: string): string {
  const key = `hotplug:${scope}:last-words`
  onTestFinished(() => localStorage.removeItem(key))
  return key
}

test('a page whose last write the database dropped is heard all the same, and once', async () => {
  const scope = freshScope()
  const words = wordsKey(scope)
  const record = { text: 'typed and dropped', saved: null }
  const changes = [
    { store: 'files', key: 'greeter/index.ts', value: record },
    { store: 'files', key: '../escape', value: record },
    { store: 'settings', key: 'global/theme', value: '"dark"' },
    { store: 'meta', key: 'writer', value: 1 },
  ]
  localStorage.setItem(words, JSON.stringify({ tab: 'gone', write: 1, changes: changes.slice(0, 3) }))
  const workspace = makeWorkspace(scope)
  await workspace.open()
  expect(workspace.list()).toEqual(['greeter/index.ts'])
  expect(workspace.settings.get('theme')).toBe('dark')
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('typed and dropped')
  await expect.poll(() => localStorage.getItem(words)).toBeNull()
  await workspace.close()

  localStorage.setItem(words, JSON.stringify({ tab: 'gone', write: 9, changes }))
  const second = makeWorkspace(scope)
  await second.open()
  expect(second.list()).toEqual(['greeter/index.ts'])
})

test('a page that is left leaves its words before the database answers, and takes them back when it lives on', async () => {
  const { scope, words } = await leavingPage('on the way')
  expect(words()).toContain('on the way')
  await expect.poll(words).toBeNull()
  expect(await storedText(scope, 'greeter/index.ts')).toBe('on the way')
})

test('a page that is told twice that it is left keeps its words until they are stored', async () => {
  const { words } = await leavingPage('on the way')
  window.dispatchEvent(new Event('pagehide'))
  // The database answers in a task of its own: after so many microtasks the write is still under way.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  expect(words()).toContain('on the way')
  await expect.poll(words).toBeNull()
})

test('words that a page left before it lived on do not replace what it stored since', async () => {
  const scope = freshScope()
  const words = wordsKey(scope)
  const { frame, page, workspace, mute } = await openTab(scope, 'still')
  workspace.write('greeter/index.ts', 'older')
  page.dispatchEvent(new Event('pagehide'))
  workspace.write('greeter/index.ts', 'newer')
  void workspace.flush()
  // Something is always left to store while a person types, so the page has no moment to take its words back.
  workspace.write('greeter/other.ts', 'typed at the end')
  await expect.poll(() => storedText(scope, 'greeter/index.ts')).toBe('newer')
  expect(localStorage.getItem(words)).toContain('older')
  mute('visibilitychange', 'pagehide')
  frame.remove()

  const next = makeWorkspace(scope)
  await next.open()
  await expect.poll(() => next.status.kind).toBe('saved')
  expect(next.read('greeter/index.ts')).toBe('newer')
  expect(await storedText(scope, 'greeter/index.ts')).toBe('newer')
})

test('a page does not hear what it left itself, and gave up since', async () => {
  const scope = freshScope()
  const words = wordsKey(scope)
  const workspace = makeWorkspace(scope)
  await workspace.open()
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  onTestFinished(() => put.mockRestore())
  workspace.write('greeter/index.ts', 'given up')
  window.dispatchEvent(new Event('pagehide'))
  await expect.poll(() => workspace.status.kind).toBe('full')
  expect(localStorage.getItem(words)).toContain('given up')
  await deleteDB(databaseName(scope))
  expect(workspace.status.kind).toBe('memory-only')
  put.mockRestore()

  await workspace.takeOver({ keep: 'theirs' })
  expect(workspace.status.kind).toBe('saved')
  expect(workspace.list()).toEqual([])
  expect(localStorage.getItem(words)).toBeNull()
})
