import { describe, expect, test } from 'vitest'
import type { WorkspaceOptions } from '../../../src/workspace/workspace'
import { freshScope, hurriedClock, makeWorkspace, stored, storedText } from './fixture'

const ways: readonly { way: string; options: Partial<WorkspaceOptions> }[] = [
  { way: 'with Web Locks', options: {} },
  { way: 'without Web Locks', options: { locks: undefined, clock: hurriedClock(10) } },
]

describe.each(ways)('two tabs $way', ({ options }) => {
  async function openTwo(scope: string) {
    const first = makeWorkspace(scope, options)
    await first.open()
    first.seed({ 'greeter/index.ts': 'one', 'greeter/b.ts': 'b', 'math/index.ts': 'm' })
    await first.flush()
    const second = makeWorkspace(scope, options)
    const report = await second.open()
    return { first, second, report }
  }

  test('the second one opens with the stored files, says so, and writes nothing', async () => {
    const scope = freshScope()
    const { first, second, report } = await openTwo(scope)
    expect(report).toMatchObject({ firstVisit: false, tab: 'reader' })
    expect(second.status.kind).toBe('other-tab')
    expect(second.list()).toEqual(first.list())
    second.write('greeter/index.ts', 'from the second')
    await second.flush()
    first.write('greeter/b.ts', 'from the first')
    await first.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('one')
    expect(await storedText(scope, 'greeter/b.ts')).toBe('from the first')
    expect(first.status.kind).toBe('saved')
  })

  test('a take-over keeps what was edited here, and reads the rest again', async () => {
    const scope = freshScope()
    const { first, second } = await openTwo(scope)
    second.write('greeter/index.ts', 'from the second')
    first.write('greeter/index.ts', 'from the first')
    first.write('greeter/b.ts', 'b from the first')
    first.remove('math/index.ts')
    await first.flush()
    expect((await second.takeOver()).kind).toMatch(/sav/)
    await second.flush()
    expect(second.read('greeter/index.ts')).toBe('from the second')
    expect(second.read('greeter/b.ts')).toBe('b from the first')
    expect(second.plugins()).toEqual(['greeter'])
    expect(await storedText(scope, 'greeter/index.ts')).toBe('from the second')
  })

  test('a take-over with theirs gives up what was edited here', async () => {
    const scope = freshScope()
    const { second } = await openTwo(scope)
    second.write('greeter/index.ts', 'from the second')
    second.write('fresh/index.ts', 'f')
    await second.takeOver({ keep: 'theirs' })
    expect(second.read('greeter/index.ts')).toBe('one')
    expect(second.plugins()).toEqual(['greeter', 'math'])
    expect(second.status.kind).toBe('saved')
  })

  test('the tab that loses the files stops writing, says so, and can take them back', async () => {
    const scope = freshScope()
    const { first, second } = await openTwo(scope)
    await second.takeOver()
    await expect.poll(() => first.status.kind).toBe('other-tab')
    first.write('greeter/index.ts', 'typed in the first')
    await first.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('one')
    second.write('greeter/b.ts', 'typed in the second')
    await second.flush()
    await first.takeOver()
    await first.flush()
    expect(first.status.kind).toBe('saved')
    expect(first.read('greeter/index.ts')).toBe('typed in the first')
    expect(first.read('greeter/b.ts')).toBe('typed in the second')
    await expect.poll(() => second.status.kind).toBe('other-tab')
  })

  test('an edit that was not on disk yet when the files were taken is kept in memory', async () => {
    const scope = freshScope()
    const { first, second } = await openTwo(scope)
    first.write('greeter/index.ts', 'just typed')
    await second.takeOver()
    await first.flush()
    await expect.poll(() => first.status.kind).toBe('other-tab')
    expect(first.read('greeter/index.ts')).toBe('just typed')
    const onDisk = await storedText(scope, 'greeter/index.ts')
    expect(second.read('greeter/index.ts')).toBe(onDisk)
  })

  test('when the first tab is closed the second one goes on with the files by itself', async () => {
    const scope = freshScope()
    const { first, second } = await openTwo(scope)
    first.write('greeter/b.ts', 'last words')
    await first.close()
    await expect.poll(() => second.status.kind).toBe('saved')
    expect(second.read('greeter/b.ts')).toBe('last words')
    second.write('greeter/index.ts', 'goes on')
    await second.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('goes on')
  })

  test('with edits of its own the second one asks before it goes on', async () => {
    const scope = freshScope()
    const { first, second } = await openTwo(scope)
    second.write('greeter/index.ts', 'mine')
    await first.close()
    await expect.poll(() => second.status.message).toMatch(/The other tab is closed/)
    expect(await storedText(scope, 'greeter/index.ts')).toBe('one')
    await second.takeOver()
    await second.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('mine')
  })

  test('examples seeded in the second tab never replace stored files', async () => {
    const scope = freshScope()
    const first = makeWorkspace(scope, options)
    await first.open()
    const second = makeWorkspace(scope, options)
    expect(await second.open()).toMatchObject({ firstVisit: true, tab: 'reader' })
    second.seed({ 'greeter/index.ts': 'example', 'filter/index.ts': 'example' })
    first.write('greeter/index.ts', 'mine')
    await first.flush()
    await second.takeOver()
    await second.flush()
    expect(second.read('greeter/index.ts')).toBe('mine')
    expect([...(await stored(scope, 'files')).keys()]).toEqual(['greeter/index.ts'])
  })
})

test('a page that is reloaded waits a moment for the one before it to let go', async () => {
  const scope = freshScope()
  const before = makeWorkspace(scope)
  await before.open()
  before.write('greeter/index.ts', 'one')
  const after = makeWorkspace(scope)
  const opening = after.open()
  await before.close()
  expect((await opening).tab).toBe('writer')
  expect(after.read('greeter/index.ts')).toBe('one')
})

test('two scopes of one origin do not meet', async () => {
  const one = makeWorkspace(freshScope())
  const other = makeWorkspace(freshScope())
  await one.open()
  await other.open()
  one.write('greeter/index.ts', 'one')
  await one.flush()
  expect(other.status.kind).toBe('saved')
  expect(other.list()).toEqual([])
})
