import type { Page } from '@playwright/test'
import type { HostEvent } from '../../src/kernel/events'
import { expect, test } from './support/test'

async function openReady(page: Page): Promise<void> {
  await page.goto('')
  await page.waitForFunction(() => 'hotplug' in window && window.hotplug.ready.then(() => true))
}

test.beforeEach(({ page }) => openReady(page))

test('files are listed, read, written and removed, and a bad path throws with a way out', async ({ page }) => {
  const seen = await page.evaluate(() => {
    const { files } = window.hotplug
    const refusal = (work: () => unknown): string => {
      try {
        work()
        return 'nothing was thrown'
      } catch (error) {
        return error instanceof Error ? `${error.name}: ${error.message}` : 'no error'
      }
    }
    const before = files.list()
    files.write('greeter/notes.txt', 'a note')
    const read = files.read('greeter/notes.txt')
    const during = files.list()
    files.remove('greeter/notes.txt')
    return {
      before,
      during,
      after: files.list(),
      read,
      missing: refusal(() => files.read('greeter/none.ts')),
      removed: refusal(() => files.remove('greeter/none.ts')),
      bad: [
        'greeter',
        '',
        '../x',
        'greeter/../x',
        '/greeter/x',
        'greeter//x',
        '__proto__/x',
        'Greeter!/x',
        'greeter/a\u0000b',
      ].map((path) => [path, refusal(() => files.write(path, ''))]),
    }
  })
  expect(seen.before).toEqual([...seen.before].sort())
  expect(seen.before).toContain('greeter/plugin.json')
  expect(seen.read).toBe('a note')
  expect(seen.during).toContain('greeter/notes.txt')
  expect(seen.after).toEqual(seen.before)
  expect(seen.missing).toContain('WorkspaceError: ')
  expect(seen.removed).toContain('WorkspaceError: ')
  for (const [path, refusal] of seen.bad)
    expect(refusal, `a write to "${path ?? ''}"`).toMatch(/^WorkspaceError: .+\. .+|^WorkspaceError: .+[.:] .+/)
})

test('a save tells its generation and times, or its error and what serves', async ({ page }) => {
  const { version, saved, refused, unknown } = await page.evaluate(async () => {
    const { hotplug } = window
    const saved = await hotplug.save('greeter')
    hotplug.files.write('greeter/index.ts', 'export default {')
    return {
      version: hotplug.version,
      saved,
      refused: await hotplug.save('greeter'),
      unknown: await hotplug.save('nobody'),
    }
  })
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(saved).toEqual({
    ok: true,
    plugin: 'greeter',
    version: '1.0.0',
    generation: 2,
    timings: expect.objectContaining({ total: expect.any(Number), compile: expect.any(Number) }),
  })
  expect(refused).toEqual({
    ok: false,
    serving: 2,
    error: expect.objectContaining({
      code: 'COMPILE',
      phase: 'compile',
      plugin: 'greeter',
      message: expect.any(String),
      hint: expect.any(String),
      file: 'index.ts',
      line: 1,
      column: expect.any(Number),
    }),
  })
  expect(unknown).toMatchObject({ ok: false, serving: null, error: { code: 'NOT_FOUND', plugin: 'nobody' } })
})

test('a run tells its output and time, or its error, and never rejects', async ({ page }) => {
  const reports = await page.evaluate(async () => {
    const { hotplug } = window
    const stopped = AbortSignal.abort()
    return {
      good: await hotplug.run('greeter', 'Ada'),
      thrown: await hotplug.run('greeter', 3),
      unknown: await hotplug.run('nobody', 1),
      uncloneable: await hotplug.run('greeter', () => 1),
      aborted: await hotplug.run('greeter', 'Ada', { signal: stopped }),
      version: await hotplug.run('greeter', 'Ada', { version: '^1.0.0' }),
      otherVersion: await hotplug.run('greeter', 'Ada', { version: '^9.0.0' }),
    }
  })
  expect(reports.good).toEqual({
    ok: true,
    output: 'Hello, Ada! Great to see you!',
    version: '1.0.0',
    generation: 1,
    durationMs: expect.any(Number),
  })
  expect(reports.version).toMatchObject({ ok: true })
  const failures = {
    thrown: /EXECUTE|INPUT/,
    unknown: /NOT_FOUND/,
    uncloneable: /INPUT|CLONE/,
    aborted: /CANCELLED/,
    otherVersion: /NOT_FOUND/,
  } as const
  for (const [name, code] of Object.entries(failures) as [keyof typeof failures, RegExp][]) {
    expect(reports[name], name).toEqual({
      ok: false,
      durationMs: expect.any(Number),
      error: expect.objectContaining({
        code: expect.stringMatching(code),
        message: expect.any(String),
        hint: expect.any(String),
      }),
    })
  }
})

test('an endless loop ends a run at its timeout', async ({ page }) => {
  const report = await page.evaluate(() => {
    const { hotplug } = window
    hotplug.files.write(
      'greeter/index.ts',
      'export default {\n  execute(input) {\n    if (input === "spin") for (;;);\n    return input\n  },\n}',
    )
    return hotplug.save('greeter').then(() => hotplug.run('greeter', 'spin', { timeoutMs: 300 }))
  })
  expect(report).toMatchObject({ ok: false, error: { code: 'TIMEOUT', plugin: 'greeter', generation: 2 } })
})

test('plugins and an unload are told, and every event is heard in order until one stops listening', async ({
  page,
}) => {
  const { plugins, receipt, nothing, events, later } = await page.evaluate(async () => {
    const { hotplug } = window
    const events: HostEvent['type'][] = []
    const stop = hotplug.on((event) => {
      if ('plugin' in event && event.plugin === 'greeter') events.push(event.type)
    })
    await hotplug.save('greeter')
    const plugins = hotplug.plugins()
    const receipt = await hotplug.unload('greeter')
    stop()
    const heard = events.length
    await hotplug.save('greeter')
    return { plugins, receipt, nothing: await hotplug.unload('nobody'), events, later: events.length - heard }
  })
  expect(plugins.map(({ name }) => name)).toEqual([...plugins.map(({ name }) => name)].sort())
  expect(plugins.find(({ name }) => name === 'greeter')).toMatchObject({
    name: 'greeter',
    version: '1.0.0',
    generation: 2,
    state: 'active',
    permissions: [],
    stats: expect.any(Object),
  })
  expect(receipt).toEqual({
    plugin: 'greeter',
    version: '1.0.0',
    generation: 2,
    unloaded: true,
    timers: expect.any(Number),
    pendingCalls: 0,
    workerEnded: true,
    durationMs: expect.any(Number),
    error: null,
  })
  expect(nothing).toMatchObject({ plugin: 'nobody', unloaded: false })
  const order = ['swap-started', 'swap-committed'].map((type) => events.indexOf(type as HostEvent['type']))
  expect(order[0]).toBeGreaterThanOrEqual(0)
  expect(order[1]).toBeGreaterThan(order[0] ?? 0)
  expect(later).toBe(0)
})

test('an earlier generation is brought back, and a number that never was is told with those that are', async ({
  page,
}) => {
  const seen = await page.evaluate(async () => {
    const { hotplug } = window
    const source = hotplug.files.read('greeter/index.ts')
    hotplug.files.write('greeter/index.ts', source.replaceAll('Hello', 'Good day'))
    await hotplug.save('greeter')
    const back = await hotplug.rollback('greeter', 1)
    const run = await hotplug.run('greeter', 'Ada')
    const reset = await hotplug.reset('greeter')
    const refused = await hotplug.rollback('greeter', 99)
    return {
      back,
      reset,
      output: run.ok && run.output,
      hint: refused.ok ? '' : refused.error.hint,
      generations: hotplug
        .plugins()
        .find(({ name }) => name === 'greeter')
        ?.generations.map(({ generation }) => generation),
      file: hotplug.files.read('greeter/index.ts'),
    }
  })
  expect(seen.back).toMatchObject({ ok: true, generation: 3 })
  expect(seen.output).toContain('Hello, Ada!')
  expect(seen.reset).toMatchObject({ ok: true, generation: 4 })
  expect(seen.hint).toBe('Known are: 1, 2, 3, 4.')
  expect(seen.generations).toEqual([1, 2, 3, 4])
  expect(seen.file, 'the files stay as they are').toContain('Good day')
})
