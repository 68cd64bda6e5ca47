import { describe, expect, it } from 'vitest'
import { seedPipelines } from '../../../src/app/example-pipelines'
import { createSavedPipelines } from '../../../src/app/saved-pipelines'
import type { Kernel } from '../../../src/kernel/kernel'
import type { PipelineReport } from '../../../src/kernel/pipeline/pipeline-report'
import { createFakeClock } from '../kernel/support/fake-clock'
import { createMemoryWorkspace } from './support/memory-workspace'

const done: PipelineReport = {
  ...{ ok: true, output: 'done', errors: [], moreErrors: 0 },
  ...{ steps: [], samples: [], durationMs: 1 },
}
const steps = [{ plugin: 'clean' }, { plugin: 'enrich', version: '^1.0.0', config: { by: 'a' } }]

function openPipelines(workspace = createMemoryWorkspace()) {
  const runs: Parameters<Kernel['runPipeline']>[] = []
  const kernel = { runPipeline: async (...run: (typeof runs)[number]) => (runs.push(run), done) }
  const options = { workspace, kernel, clock: createFakeClock() }
  return { pipelines: createSavedPipelines(options), runs, workspace }
}

describe('a pipeline', () => {
  it('is kept by its name, in the workspace', async () => {
    const { pipelines, workspace } = openPipelines()
    await pipelines.save('orders', steps)
    await pipelines.save('more', [{ plugin: 'clean' }])
    expect(pipelines.list()).toEqual(['more', 'orders'])
    const { pipelines: later } = openPipelines(workspace)
    expect(later.get('orders')).toEqual(steps)
    await later.remove('orders')
    expect(pipelines.list()).toEqual(['more'])
  })

  it('follows a plugin that is renamed', async () => {
    const workspace = createMemoryWorkspace('clean', 'enrich')
    const { pipelines } = openPipelines(workspace)
    await pipelines.save('orders', steps)
    await pipelines.save('others', [{ plugin: 'enrich' }])
    workspace.renamePlugin('clean', 'tidy')
    expect(pipelines.get('orders')).toEqual([{ plugin: 'tidy' }, steps[1]])
    expect(pipelines.get('others')).toEqual([{ plugin: 'enrich' }])
  })

  it('takes the place of another of its name', async () => {
    const { pipelines } = openPipelines()
    await pipelines.save('orders', steps)
    await pipelines.save('orders', [{ plugin: 'clean' }])
    expect(pipelines.get('orders')).toEqual([{ plugin: 'clean' }])
  })

  it.each<[string, string, unknown, string]>([
    ['a name that is none', '', steps, 'INPUT'],
    ['steps that are no list', 'orders', 'clean', 'INPUT'],
    ['a range that is none', 'orders', [{ plugin: 'clean', version: 'newest' }], 'INPUT'],
  ])('is not saved with %s', async (_, name, given, code) => {
    const { pipelines } = openPipelines()
    await expect(pipelines.save(name, given as typeof steps)).rejects.toMatchObject({ code })
    expect(pipelines.list()).toEqual([])
  })

  it('that there is not is neither given nor removed, and says what there is to ask', async () => {
    const { pipelines } = openPipelines()
    expect(() => pipelines.get('orders')).toThrow("There is no pipeline 'orders'")
    await expect(pipelines.remove('orders')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await pipelines.run('orders', 1)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('whose settings were written by hand does not run', async () => {
    const { pipelines, runs, workspace } = openPipelines()
    workspace.settings.set('pipelines/orders', [{ plugin: 5 }])
    expect(await pipelines.run('orders', 1)).toMatchObject({ ok: false, error: { code: 'INPUT' } })
    expect(pipelines.get('orders')).toEqual([])
    expect(runs).toEqual([])
  })
})

describe('a run', () => {
  it('is of the steps that were kept, or of those that are given', async () => {
    const { pipelines, runs } = openPipelines()
    await pipelines.save('orders', steps)
    expect(await pipelines.run('orders', 1, { onError: 'skip' })).toEqual(done)
    await pipelines.run([{ plugin: 'clean' }], [2], { stream: true })
    expect(runs).toMatchObject([
      [steps, 1, { onError: 'skip' }],
      [[{ plugin: 'clean' }], [2], { stream: true }],
    ])
  })

  it.each([
    ...[{ onError: 'ignore' }, { stream: 1 }, { kind: 'xml' }, { signal: 'now' }, { onProgress: 'log' }],
    ...[{ onItems: [] }, { samples: '5' }, { samples: NaN }, { samples: -1 }, { samples: 0.5 }, { samples: 1e9 }],
  ])('with %j is refused', async (options) => {
    const { pipelines, runs } = openPipelines()
    expect(await pipelines.run(steps, 1, options as object)).toMatchObject({ ok: false, error: { code: 'INPUT' } })
    expect(runs).toEqual([])
  })

  it('on one value is on a file as it is', async () => {
    const { pipelines, runs } = openPipelines()
    const file = new File(['a,b'], 'orders.csv')
    await pipelines.run(steps, file)
    expect(runs[0]?.[1]).toBe(file)
  })
})

it('the first visit has those of the examples, and a later one what the person left', async () => {
  const { pipelines } = openPipelines()
  await seedPipelines(pipelines)
  expect(pipelines.list()).toEqual(['auth-log-handle', 'clean-enrich-aggregate'])
  await pipelines.save('mine', steps)
  for (const name of ['auth-log-handle', 'clean-enrich-aggregate']) await pipelines.remove(name)
  await seedPipelines(pipelines)
  expect(pipelines.list()).toEqual(['mine'])
})
