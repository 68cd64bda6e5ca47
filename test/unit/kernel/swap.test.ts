import { describe, expect, it, vi } from 'vitest'
import type { Plugin } from '../../../src/sdk'
import type { SwapReport } from '../../../src/kernel/reports'
import type { Program } from './support/memory-realm'
import { settle } from './support/fake-clock'
import { createWorld, forever, pluginName, watch } from './support/world'

const says = (text: string, members: Partial<Plugin> = {}): Plugin => ({ execute: () => text, ...members })
const throws = (message: string) => () => {
  throw new Error(message)
}
const refusal = (report: SwapReport) => {
  if (report.ok) throw new Error('the save was committed')
  return report
}

describe('a save', () => {
  it('swaps the plugin in, and calls reach it', async () => {
    const world = createWorld()
    expect(await world.save(says('one'))).toMatchObject({
      ok: true,
      plugin: 'greeter',
      version: '1.0.0',
      generation: 1,
    })
    expect(await world.run()).toMatchObject({ ok: true, output: 'one', generation: 1 })
  })

  it('takes the place of the generation before, whose realm is gone afterwards', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'))
    expect(await world.run()).toMatchObject({ output: 'two', generation: 2 })
    expect(world.realm(1).alive).toBe(false)
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('hands the config of plugin.json to the plugin, with its name, version and generation', async () => {
    const world = createWorld()
    const program: Program = {
      execute: (_input, { name, version, generation, config }) => ({ name, version, generation, config }),
    }
    await world.save(program, { version: '2.1.0', config: { style: 'formal' } })
    const output = { name: 'greeter', version: '2.1.0', generation: 1, config: { style: 'formal' } }
    expect(await world.run()).toMatchObject({ output })
  })

  it('calls validateConfig, init and healthCheck in this order, each once', async () => {
    const world = createWorld()
    const order: string[] = []
    await world.save({
      execute: () => null,
      init: () => void order.push('init'),
      healthCheck: () => (order.push('healthCheck'), { status: 'ok' }),
      validateConfig: () => (order.push('validateConfig'), []),
    })
    expect(order).toEqual(['validateConfig', 'init', 'healthCheck'])
  })
})

interface Failure {
  readonly what: string
  readonly program: Program | string
  readonly manifest?: object
  /** How long it takes until the deadline has passed. */
  readonly ms?: number
  readonly error: object
}

const manifestOf = (json: string) => ({ 'plugin.json': json })

const failures: readonly Failure[] = [
  {
    what: 'a source that does not compile',
    program: 'execute( }',
    error: { code: 'COMPILE', phase: 'compile', file: 'index.ts', line: 2, column: 3 },
  },
  {
    what: 'a manifest with a wrong value',
    program: says('two'),
    manifest: { limits: { initMs: 'soon' } },
    error: { code: 'MANIFEST', phase: 'manifest', file: 'plugin.json' },
  },
  {
    what: 'a manifest with the name of another plugin',
    program: says('two'),
    manifest: { name: 'other' },
    error: { code: 'MANIFEST', phase: 'manifest' },
  },
  {
    what: 'an apiVersion that this Hotplug is not',
    program: says('two'),
    manifest: { apiVersion: '^9.0.0' },
    error: { code: 'API_VERSION', phase: 'manifest' },
  },
  { what: 'a throw at top level', program: throws('top'), error: { code: 'LOAD', phase: 'load', message: 'top' } },
  { what: 'a module that never loads', program: forever, ms: 5_000, error: { code: 'LOAD', phase: 'load' } },
  {
    what: 'a config that the plugin does not accept',
    program: says('two', { validateConfig: () => [{ path: '/style', message: 'unknown style' }] }),
    error: { code: 'CONFIG', phase: 'config', message: 'The config is not accepted at /style: unknown style' },
  },
  {
    what: 'a validateConfig that throws',
    program: says('two', { validateConfig: throws('no') }),
    error: { code: 'CONFIG', phase: 'config', message: 'no' },
  },
  {
    what: 'a validateConfig that hangs',
    program: says('two', { validateConfig: forever }),
    ms: 5_000,
    error: { code: 'CONFIG', phase: 'config' },
  },
  { what: 'an init that throws', program: says('two', { init: throws('no') }), error: { code: 'INIT', message: 'no' } },
  {
    what: 'an init that rejects',
    program: says('two', { init: () => Promise.reject(new Error('later')) }),
    error: { code: 'INIT', phase: 'init', message: 'later' },
  },
  {
    what: 'an init that hangs',
    program: says('two', { init: forever }),
    manifest: { limits: { initMs: 300 } },
    ms: 300,
    error: { code: 'INIT', phase: 'init', message: 'init took longer than 300 ms' },
  },
  {
    what: 'a restore that throws',
    program: says('two', { restore: throws('strange state') }),
    error: { code: 'STATE', phase: 'restore', message: 'strange state' },
  },
  {
    what: 'a restore that hangs',
    program: says('two', { restore: forever }),
    ms: 5_000,
    error: { code: 'STATE', phase: 'restore' },
  },
  {
    what: 'a healthCheck that says failing',
    program: says('two', { restore: () => {}, healthCheck: () => ({ status: 'failing', detail: 'no coffee' }) }),
    error: { code: 'HEALTH', phase: 'probe', message: 'no coffee' },
  },
  {
    what: 'a healthCheck that throws',
    program: says('two', { restore: () => {}, healthCheck: throws('ill') }),
    error: { code: 'HEALTH', phase: 'probe', message: 'ill' },
  },
  {
    what: 'a healthCheck that hangs',
    program: says('two', { restore: () => {}, healthCheck: forever }),
    ms: 5_000,
    error: { code: 'HEALTH', phase: 'probe' },
  },
]

describe('the predecessor goes on serving after', () => {
  it.each(failures)('$what', async ({ program, manifest, ms = 0, error }) => {
    const world = createWorld()
    await world.save(says('one', { snapshot: () => 'state of one' }))
    const saving = world.startSave(program, manifest)
    if (ms > 0) await world.clock.advance(ms - 1)
    if (ms > 0) expect(saving.value).toBeNull()
    await world.clock.advance(1)

    expect(refusal(await saving.done)).toMatchObject({ serving: 1, error: { ...error, plugin: 'greeter' } })
    expect(await world.run()).toMatchObject({ ok: true, output: 'one', generation: 1 })
    expect(world.sandbox.alive).toEqual([world.realm(1)])
    expect(world.status()).toMatchObject({ state: 'active', generation: 1, lastError: error })
    expect(world.told('swap-refused')).toMatchObject([{ serving: 1, error }])
    expect(world.clock.timers).toBe(0)
  })

  it.each(failures)('$what, and the next good save is generation 2', async ({ program, manifest, ms = 0 }) => {
    const world = createWorld()
    await world.save(says('one', { snapshot: () => 'state of one' }))
    world.startSave(program, manifest)
    await world.clock.advance(ms)
    expect(await world.save(says('two', { restore: () => {} }))).toMatchObject({ ok: true, generation: 2 })
    expect(world.status().lastError).toBeNull()
  })

  it('files without a plugin.json', async () => {
    const world = createWorld()
    await world.save(says('one'))
    const report = await world.kernel.save({ name: pluginName, files: { 'index.ts': 'x' } })
    expect(report).toMatchObject({ serving: 1, error: { code: 'MANIFEST' } })
  })

  it('a plugin.json that is no JSON', async () => {
    const world = createWorld()
    await world.save(says('one'))
    const report = await world.kernel.save({ name: pluginName, files: manifestOf('{ "name": ') })
    expect(report).toMatchObject({ serving: 1, error: { code: 'MANIFEST', file: 'plugin.json', line: 1 } })
  })

  it('files of more than a megabyte, which are not even compiled', async () => {
    const world = createWorld()
    await world.save(says('one'))
    const compile = vi.spyOn(world.compiler, 'compile')
    const report = await world.save('x'.repeat(1_000_001))
    expect(report).toMatchObject({ serving: 1, error: { code: 'TOO_LARGE' } })
    expect(compile).not.toHaveBeenCalled()
  })

  it('a sandbox that does not open', async () => {
    const world = createWorld()
    await world.save(says('one'))
    world.sandbox.failNextOpen({ code: 'INTERNAL', message: 'no frame', hint: 'reload' })
    expect(await world.save(says('two'))).toMatchObject({ serving: 1, error: { code: 'INTERNAL', hint: 'reload' } })
  })

  it('a candidate whose worker ends while it starts', async () => {
    const world = createWorld()
    await world.save(says('one'))
    const saving = world.startSave(says('two', { init: forever }))
    await settle()
    world.realm(2).die({ code: 'MEMORY', message: 'out of memory' })
    await settle()
    expect(saving.value).toMatchObject({ ok: false, serving: 1, error: { code: 'MEMORY', phase: 'init' } })
    expect(world.told('restarted')).toEqual([])
  })

  it('a candidate whose worker ends between its last answer and the commit', async () => {
    for (let ticks = 0; ticks < 60; ticks++) {
      const world = createWorld()
      await world.save(says('one'))
      const saving = world.startSave(says('two'))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      world.sandbox.realms[1]?.die()
      await settle()
      expect(await world.run()).toMatchObject({ ok: true })
      expect(world.sandbox.alive).toHaveLength(1)
      expect(saving.value).not.toBeNull()
    }
  })
})

describe('without a predecessor, a refused save', () => {
  it('leaves nothing serving, and a call says why', async () => {
    const world = createWorld()
    expect(await world.save(says('one', { init: throws('no key') }))).toMatchObject({ ok: false, serving: null })
    expect(world.status()).toMatchObject({ state: 'failed', generation: null, lastError: { code: 'INIT' } })
    const report = await world.run()
    expect(report).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(!report.ok && report.error.message).toContain('INIT, no key')
    expect(world.sandbox.alive).toEqual([])
  })

  it('gives its error to the calls that waited for it', async () => {
    const world = createWorld()
    world.startSave(says('one', { init: forever }))
    await settle()
    const call = world.startRun()
    await world.clock.advance(5_000)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'INIT' }, call: null })
  })
})

describe('generation numbers', () => {
  it('count commits only', async () => {
    const world = createWorld()
    await world.save(says('one', { snapshot: () => 1 }))
    for (const bad of failures.filter(({ ms }) => ms === undefined)) await world.save(bad.program, bad.manifest)
    expect(await world.save(says('two', { restore: () => {} }))).toMatchObject({ generation: 2 })
  })

  it('go on after an unload', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.kernel.unload(pluginName)
    expect(await world.save(says('two'))).toMatchObject({ generation: 2 })
  })

  it('are those of the plugin alone', async () => {
    const world = createWorld()
    await world.save(says('one'), {}, 'first')
    expect(await world.save(says('one'), {}, 'second')).toMatchObject({ generation: 1 })
  })
})

describe('a newer save', () => {
  it('supersedes one that is still compiled', async () => {
    const world = createWorld()
    const resume = world.compiler.pause()
    const older = world.startSave(says('older'))
    const newer = world.startSave(says('newer'))
    resume()
    await settle()
    expect(older.value).toMatchObject({ ok: false, error: { code: 'SUPERSEDED' } })
    expect(newer.value).toMatchObject({ ok: true, generation: 1 })
    expect(await world.run()).toMatchObject({ output: 'newer' })
  })

  it.each<[string, Program]>([
    ['loads', forever],
    ['validates its config', says('older', { validateConfig: forever })],
    ['initialises', says('older', { init: forever })],
    ['is probed', says('older', { restore: () => {}, healthCheck: forever })],
    ['takes over the state', says('older', { restore: forever })],
  ])('ends a candidate that hangs while it %s, without its deadline', async (_what, hanging) => {
    const world = createWorld()
    await world.save(says('one', { snapshot: () => 1 }))
    const older = world.startSave(hanging)
    await settle()
    expect(older.value).toBeNull()
    expect(await world.save(says('newer', { restore: () => {} }))).toMatchObject({ ok: true, generation: 2 })
    expect(older.value).toMatchObject({ ok: false, serving: 1, error: { code: 'SUPERSEDED' } })
    expect(world.sandbox.alive).toEqual([world.realm(2)])
    expect(world.clock.timers).toBe(0)
  })

  it('wins over nine before it, and no realm is left', async () => {
    const world = createWorld()
    const saves = Array.from({ length: 10 }, (_, index) => world.startSave(says(`save ${index}`)))
    await settle()
    expect(saves.map(({ value }) => value?.ok)).toEqual([...Array<boolean>(9).fill(false), true])
    expect(await world.run()).toMatchObject({ output: 'save 9', generation: 1 })
    expect(world.sandbox.alive).toHaveLength(1)
  })

  it('wins whatever moment of the older one it comes in', async () => {
    for (let ticks = 0; ticks < 60; ticks++) {
      const world = createWorld()
      await world.save(says('one', { snapshot: () => 1 }))
      const older = world.startSave(
        says('older', { restore: () => {}, init: () => {}, healthCheck: () => ({ status: 'ok' }) }),
      )
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      const newer = world.startSave(says('newer', { restore: () => {} }))
      await settle()
      expect(newer.value).toMatchObject({ ok: true, generation: older.value?.ok ? 3 : 2 })
      expect(await world.run()).toMatchObject({ output: 'newer' })
      expect(world.sandbox.alive).toHaveLength(1)
    }
  })

  it('of another plugin supersedes nothing', async () => {
    const world = createWorld()
    const saves = [world.startSave(says('one'), {}, 'first'), world.startSave(says('two'), {}, 'second')]
    await settle()
    expect(saves.map(({ value }) => value?.ok)).toEqual([true, true])
  })
})

describe('what a swap tells', () => {
  it('begins with the files, ends with the commit, and then the predecessor goes', async () => {
    const world = createWorld()
    await world.save(says('one', { shutdown: () => {} }))
    const before = world.events.length
    await world.save(says('two', { init: () => {} }))
    const told = world.events
      .slice(before)
      .map((event) =>
        event.type === 'swap-phase'
          ? event.phase
          : event.type === 'state'
            ? `${event.generation} ${event.to}`
            : event.type,
      )
    expect(told).toEqual([
      'swap-started',
      'compile',
      '2 loading',
      'spare',
      'load',
      '2 initialising',
      'init',
      '2 active',
      'commit',
      'swap-committed',
      '1 draining',
      'stop',
      'reap',
      '1 stopped',
      'unloaded',
    ])
    expect(world.events.map(({ seq }) => seq)).toEqual(world.events.map((_, index) => index + 1))
  })

  it('has the milliseconds of each part, and their total', async () => {
    const world = createWorld()
    const waits = (ms: number) => () => new Promise<void>((resolve) => world.clock.after(ms, resolve))
    const resume = world.compiler.pause()
    world.clock.after(20, resume)
    const saving = world.startSave(says('one', { init: waits(30) }))
    await world.clock.advance(50)
    expect(saving.value).toMatchObject({ timings: { compile: 20, init: 30, load: 0, total: 50 } })
    expect(world.told('swap-committed')).toMatchObject([{ timings: { compile: 20, init: 30, total: 50 } }])
    expect(world.told('swap-phase')).toMatchObject([
      { phase: 'compile', startMs: 0, durationMs: 20 },
      { phase: 'spare', startMs: 20, durationMs: 0 },
      { phase: 'load', startMs: 20, durationMs: 0 },
      { phase: 'init', startMs: 20, durationMs: 30 },
      { phase: 'commit', startMs: 50, durationMs: 0 },
    ])
  })

  it('names the predecessor', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'), { version: '1.1.0' })
    expect(world.told('swap-committed')).toMatchObject([
      { generation: 1, predecessor: null, stateCarried: false },
      { generation: 2, version: '1.1.0', predecessor: { version: '1.0.0', generation: 1 } },
    ])
  })

  it('says when a lower version takes the place of a higher one', async () => {
    const world = createWorld()
    await world.save(says('one'), { version: '1.10.0' })
    await world.save(says('two'), { version: '1.9.0' })
    expect(world.told('notice')).toMatchObject([{ message: 'Version 1.9.0 took the place of 1.10.0, which is higher' }])
  })

  it('says which version took the place of which, and nothing where it is the same', async () => {
    const world = createWorld()
    await world.save(says('one'), { version: '1.9.0' })
    await world.save(says('two'), { version: '1.9.0' })
    expect(world.told('notice')).toEqual([])
    await world.save(says('three'), { version: '1.10.0' })
    expect(world.told('notice')).toMatchObject([{ message: 'Version 1.10.0 took the place of 1.9.0' }])
  })

  it('points into the author’s own files', async () => {
    const { ThrownFault } = await import('./support/memory-realm')
    const world = createWorld()
    const fault = { code: 'LOAD', message: 'no', frames: [{ functionName: 'top', line: 7, column: 9 }] } as const
    const report = await world.save(() => {
      throw new ThrownFault(fault)
    })
    expect(refusal(report).error).toMatchObject({
      file: 'index.ts',
      line: 7,
      column: 9,
      stack: 'no\n    at top (index.ts:7:9)',
    })
  })

  it('has a report that says the same as a watcher of it sees', async () => {
    const world = createWorld()
    const saving = watch(world.kernel.save(world.source(says('one'))))
    await settle()
    expect(saving.value).toEqual(await saving.done)
  })
})

describe('a part of the host that is not to be had', () => {
  it('refuses the save, and leaves the next one its way', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'old' })
    world.compiler.failNext(new TypeError('Failed to fetch'))
    expect(await world.save({ execute: () => 'new' })).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'INTERNAL', message: 'Failed to fetch' },
    })
    expect(await world.run()).toMatchObject({ output: 'old' })
    expect(await world.save({ execute: () => 'new' })).toMatchObject({ ok: true, generation: 2 })
  })
})
