import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLiveCheck, type CheckReport } from '../../../src/app/live-check'
import type { CompileResult } from '../../../src/kernel/ports'
import { createMemoryWorkspace } from './support/memory-workspace'

const broken: CompileResult = {
  ok: false,
  problems: [{ severity: 'error', message: 'no', file: 'index.ts', line: 1, column: 1, endLine: 1, endColumn: 1 }],
}
const good: CompileResult = {
  ok: true,
  module: { code: '', locate: () => Promise.resolve(null) },
  warnings: [],
  cached: true,
}

const manifest = '{ "name": "greeter", "version": "1.0.0", "apiVersion": "^1.0.0", "main": "index.ts" }'

it('drops what is told of an older text after a newer one, which was compiled before', async () => {
  let text = 'broken'
  let finishBroken: (result: CompileResult) => void = () => undefined
  const slow = new Promise<CompileResult>((resolve) => (finishBroken = resolve))
  const check = createLiveCheck({
    workspace: {
      source: (name) => ({
        name,
        files: { 'index.ts': text, 'plugin.json': manifest },
      }),
      plugins: () => ['greeter'],
      on: () => () => undefined,
    },
    compiler: {
      check: ({ files }) => (files['index.ts'] === 'broken' ? slow : Promise.resolve(good)),
      onProgress: () => () => undefined,
    },
    now: () => 0,
  })
  const reports: CheckReport[] = []
  check.on((report) => reports.push(report))

  const older = check.check('greeter')
  text = 'good'
  await check.check('greeter')
  finishBroken(broken)
  await older

  expect(reports.map(({ diagnostics }) => diagnostics)).toEqual([[]])
})

it('asks for no text that was edited on while its manifest was read', async () => {
  let text = 'broken'
  const asked: (string | undefined)[] = []
  const check = createLiveCheck({
    workspace: {
      // What is wrong with a manifest takes a while to find.
      source: (name) => ({ name, files: { 'index.ts': text, 'plugin.json': text === 'broken' ? '{' : manifest } }),
      plugins: () => ['greeter'],
      on: () => () => undefined,
    },
    compiler: {
      check({ files }) {
        asked.push(files['index.ts'])
        return Promise.resolve(good)
      },
      onProgress: () => () => undefined,
    },
    now: () => 0,
  })

  const older = check.check('greeter')
  text = 'good'
  await Promise.all([older, check.check('greeter')])

  expect(asked).toEqual(['good'])
})

it('checks every plugin anew once a compiler is there that could not be started before', async () => {
  let tell: (phase: 'failed' | 'ready') => void = () => undefined
  const check = createLiveCheck({
    workspace: {
      source: (name) => ({ name, files: { 'index.ts': '', 'plugin.json': manifest.replace('greeter', name) } }),
      plugins: () => ['greeter', 'math'],
      on: () => () => undefined,
    },
    compiler: {
      check: () => Promise.resolve(good),
      onProgress(listener) {
        tell = (phase) => listener({ phase, loaded: 0, total: 0 })
        return () => undefined
      },
    },
    now: () => 0,
  })
  const reports: string[] = []
  const checked = new Promise<void>((resolve) => check.on(({ plugin }) => reports.push(plugin) === 2 && resolve()))

  tell('ready')
  expect(check.busy).toBe(false)
  tell('failed')
  tell('ready')
  await checked
  expect(reports).toEqual(['greeter', 'math'])
})

describe('a check that cannot be made', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is reported once, tells nothing, and is over', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
    const workspace = createMemoryWorkspace('greeter')
    let isThere = false
    const check = createLiveCheck({
      workspace,
      compiler: {
        check: () => (isThere ? Promise.resolve(good) : Promise.reject(new Error('a part could not be fetched'))),
        onProgress: () => () => undefined,
      },
      now: () => 0,
    })
    const reports: CheckReport[] = []
    check.on((report) => reports.push(report))

    await check.check('greeter')
    expect(check.busy).toBe(false)
    expect(reported).toMatchObject([{ message: 'a part could not be fetched' }])
    expect(reports).toEqual([])

    isThere = true
    workspace.write('greeter/index.ts', 'good')
    await vi.waitFor(() => expect(reports).toHaveLength(1))
    expect(reported).toHaveLength(1)
  })
})

it.each<[string, (workspace: ReturnType<typeof createMemoryWorkspace>) => void]>([
  ['deleted', (workspace) => workspace.removePlugin('greeter')],
  ['renamed', (workspace) => workspace.renamePlugin('greeter', 'hello')],
])('tells nothing of a plugin that is %s meanwhile', async (_, move) => {
  const workspace = createMemoryWorkspace('greeter')
  let finish: (result: CompileResult) => void = () => undefined
  let beAsked: () => void = () => undefined
  const asked = new Promise<void>((resolve) => (beAsked = resolve))
  const check = createLiveCheck({
    workspace,
    compiler: {
      check() {
        beAsked()
        return new Promise((resolve) => (finish = resolve))
      },
      onProgress: () => () => undefined,
    },
    now: () => 0,
  })
  const told: string[] = []
  check.on(({ plugin }) => told.push(plugin))
  const checking = check.check('greeter')
  await asked
  move(workspace)
  finish(broken)
  await checking
  expect(told).toEqual([])
})
