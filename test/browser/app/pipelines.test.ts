import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Playground } from '../../../src/app/playground'
import type { PipelineReport } from '../../../src/kernel/pipeline/pipeline-report'
import type { Step } from '../../../src/kernel/pipeline/step'
import orders from '../../../plugins/csv-clean/orders.csv?raw'
import { freshPlayground } from '../../support/fresh-playground'

let playground: Playground

const plugins = {
  upper: 'export default { execute: (text) => text.toUpperCase() }',
  tag: 'export default { execute: (text, { config }) => config.before + text }',
  double: 'export default { execute: (row) => ({ ...row, n: row.n * 2 }) }',
  total: `
    const sums = new Map()
    export default {
      execute(row, { stream }) { sums.set(stream, (sums.get(stream) ?? 0) + row.n) },
      flush({ stream }) { const sum = sums.get(stream); sums.delete(stream); return { sum } },
    }`,
}

beforeAll(async () => {
  playground = await freshPlayground()
  const { hotplug } = playground
  expect(() => hotplug.pipelines).toThrow('Hotplug is still starting')
  void playground.start(null)
  await hotplug.ready
  for (const [name, code] of Object.entries(plugins)) {
    const manifest = { name, version: '1.0.0', apiVersion: '^1.0.0', config: { before: '' } }
    hotplug.files.write(`${name}/plugin.json`, JSON.stringify(manifest))
    hotplug.files.write(`${name}/index.ts`, code)
    expect(await hotplug.save(name)).toMatchObject({ ok: true })
  }
})

afterAll(() => playground.workspace.close())

const run = (...given: Parameters<Playground['hotplug']['pipelines']['run']>) =>
  playground.hotplug.pipelines.run(...given)

function outputOf(report: PipelineReport): unknown {
  if (!report.ok) throw new Error(`step ${report.step}: ${report.error.message}`)
  return report.output
}

test('the example of a first visit makes a table of untidy orders', async () => {
  const report = await run('clean-enrich-aggregate', new File([orders], 'orders.csv'), { stream: true })
  expect(outputOf(report)).toEqual([
    ['Europe', 'Americas', 'Asia', 'Elsewhere'].map((region) => ({
      region,
      count: expect.any(Number),
      sum: expect.any(Number),
    })),
  ])
  expect(report.steps).toMatchObject([
    { in: 51, out: 48 },
    { in: 48, out: 48 },
    { in: 48, out: 1 },
  ])
})

describe('a web server of a first visit', () => {
  const get = { method: 'GET', path: '/people/grace' }

  test('answers who has a token, and the one who asks is logged', async () => {
    const lines: unknown[] = []
    const stop = playground.hotplug.on((event) => {
      if (event.type === 'log' && event.plugin === 'log') lines.push(event.values[0])
    })
    const report = await run('auth-log-handle', { ...get, headers: { Authorization: 'Bearer ada-token' } })
    expect(outputOf(report)).toEqual({ status: 200, body: { id: 'grace', name: 'Grace Hopper' } })
    await expect.poll(() => lines).toEqual([{ kind: 'text', text: 'GET /people/grace by Ada' }])
    stop()
  })

  test('lets a request without a token no further than its first step', async () => {
    const report = await run('auth-log-handle', get)
    expect(report).toMatchObject({
      ok: false,
      step: 0,
      error: { plugin: 'auth', message: expect.stringMatching(/401:/) },
    })
    expect(report.steps).toMatchObject([{ in: 1 }, { in: 0 }, { in: 0 }])
  })
})

describe('a saved pipeline', () => {
  const steps: Step[] = [
    { plugin: 'upper', version: '^1.0.0' },
    { plugin: 'tag', config: { before: '> ' } },
  ]

  test('is kept under its name, runs by it, and goes', async () => {
    const { pipelines } = playground.hotplug
    const before = pipelines.list()
    await pipelines.save('shout', steps)
    expect(pipelines.list()).toEqual([...before, 'shout'].sort())
    expect(pipelines.get('shout')).toEqual(steps)
    expect(playground.workspace.settings.get('pipelines/shout')).toEqual(steps)
    expect(outputOf(await run('shout', 'ada'))).toBe('> ADA')
    expect(outputOf(await run('shout', ['ada', 'grace'], { stream: true }))).toEqual(['> ADA', '> GRACE'])
    await pipelines.remove('shout')
    expect(pipelines.list()).toEqual(before)
  })

  test('may name a plugin that is not there, which its run tells', async () => {
    const { pipelines } = playground.hotplug
    await pipelines.save('later', [{ plugin: 'upper' }, { plugin: 'nobody' }])
    expect(await run('later', 'ada')).toMatchObject({ ok: false, step: 1, error: { code: 'NOT_FOUND' } })
    await pipelines.remove('later')
  })

  test.for<[string, unknown, string]>([
    ['Shout', steps, "A pipeline's name must begin with a lower case letter"],
    ['../up', steps, "A pipeline's name must begin with a lower case letter"],
    ['shout', [], 'needs a step'],
    ['shout', Array.from({ length: 65 }, () => ({ plugin: 'upper' })), 'may have 64 steps'],
    ['shout', 'upper', 'must be a list'],
    ['shout', [{ plugin: 'upper', version: 'new' }], '/0/version: '],
    ['shout', [{ plugin: 'upper', confg: {} }], '/0/confg: '],
    ['shout', [{ plugin: 'upper', config: { f: () => 1 } }], '/0/config/f: JSON has no function'],
  ])('%s of %j is refused', async ([name, given, message]) => {
    const saving = playground.hotplug.pipelines.save(name, given as Step[])
    await expect(saving).rejects.toMatchObject({ error: { code: 'INPUT', message: expect.stringContaining(message) } })
    expect(playground.hotplug.pipelines.list()).not.toContain(name)
  })

  test('that is not known is told', async () => {
    const { pipelines } = playground.hotplug
    expect(await run('nothing', 1)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(() => pipelines.get('nothing')).toThrow("There is no pipeline 'nothing'")
    await expect(pipelines.remove('nothing')).rejects.toThrow("There is no pipeline 'nothing'")
  })

  test('with an option that there is not in force is refused', async () => {
    expect(await run([{ plugin: 'upper' }], 'a', { onError: 'ignore' as 'skip' })).toMatchObject({
      ok: false,
      error: { code: 'INPUT', message: '"onError" is one of stop, skip, collect.' },
    })
  })
})

describe('a stream of a file', () => {
  test('is its rows, under the names of the header', async () => {
    const file = new File(['\uFEFFname,born\r\nAda,1815\r\n"Grace, ""Amazing""",1906'], 'people.csv')
    const pass = [{ plugin: 'tag' }]
    const report = await run([{ plugin: 'double' }], file, { stream: true })
    expect(outputOf(report)).toEqual([
      { name: 'Ada', born: '1815', n: NaN },
      { name: 'Grace, "Amazing"', born: '1906', n: NaN },
    ])
    expect(outputOf(await run(pass, file, { stream: true, kind: 'text' }))).toHaveLength(3)
  })

  test('is read whatever its characters, wherever it is cut', async () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => `Zoë ${n} 👩‍🚀`)
    const file = new File([lines.join('\n')], 'names.txt')
    expect(outputOf(await run([{ plugin: 'tag' }], file, { stream: true }))).toEqual(lines)
    const wide = new Uint8Array(new Uint16Array([0xfeff, ...Array.from('a,b\n1,é', (c) => c.charCodeAt(0))]).buffer)
    expect(outputOf(await run([{ plugin: 'tag' }], new File([wide], 'a.txt'), { stream: true }))).toEqual([
      'a,b',
      '1,é',
    ])
  })

  test('goes to the end with what each step gathers, and tells the bytes that were read', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(50) }))
    const file = new File([rows.join('\n')], 'rows.jsonl')
    const told: (number | null)[] = []
    const report = await run([{ plugin: 'double' }, { plugin: 'total' }], file, {
      stream: true,
      onProgress: ({ bytesRead }) => told.push(bytesRead),
    })
    expect(outputOf(report)).toEqual([{ sum: 20_000 * 19_999 }])
    expect(told).toEqual([...told].sort((a, b) => Number(a) - Number(b)))
    expect(told.at(-1)).toBe(file.size)
  })

  const broken = () => new File(['{"n":1}\n{"n":\n{"n":3}\n'], 'rows.jsonl')

  test('stops at a line that cannot be read, and names it', async () => {
    const report = await run([{ plugin: 'double' }], broken(), { stream: true })
    expect(report).toMatchObject({ ok: false, step: 0, item: 1, line: 2, error: { code: 'INPUT' } })
  })

  test('leaves such a line out where that is wanted', async () => {
    const report = await run([{ plugin: 'double' }], broken(), { stream: true, onError: 'collect' })
    expect(outputOf(report)).toEqual([{ n: 2 }, { n: 6 }])
    expect(report.errors).toMatchObject([{ step: 0, item: 1, line: 2, error: { code: 'INPUT' } }])
    const skipped = await run([{ plugin: 'double' }], broken(), { stream: true, onError: 'skip' })
    expect(skipped).toMatchObject({ ok: true, errors: [], moreErrors: 1 })
  })

  test('starts nothing that reads where a step cannot run', async () => {
    let started = 0
    class Counted extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given)
        started++
      }
    }
    vi.stubGlobal('Worker', Counted)
    onTestFinished(() => void vi.unstubAllGlobals())
    const steps = [{ plugin: 'double' }, { plugin: 'nobody' }]
    expect(await run(steps, broken(), { stream: true })).toMatchObject({ ok: false, step: 1 })
    expect(started).toBe(0)
    await run([{ plugin: 'double' }], broken(), { stream: true })
    expect(started).toBe(1)
  })

  test('ends at once when it is cancelled', async () => {
    const file = new File(
      Array.from({ length: 50 }, () => 'x\n'.repeat(500_000)),
      'many.txt',
    )
    const stopping = new AbortController()
    const running = run([{ plugin: 'upper' }], file, {
      ...{ stream: true, signal: stopping.signal },
      onProgress: ({ bytesRead }) => Number(bytesRead) > 0 && stopping.abort(),
    })
    expect(await running).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })
})
