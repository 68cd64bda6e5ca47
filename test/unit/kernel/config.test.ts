import { describe, expect, it } from 'vitest'
import { PluginFailure } from '../../../src/kernel/errors'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, pluginName, type World } from './support/world'

/** Answers with its config. */
const tells: Program = { execute: (_input, { config }) => config }

const manifest = {
  config: { style: 'plain', table: { rows: 10, head: true }, tags: ['a', 'b'] },
  configSchema: {
    type: 'object',
    properties: {
      style: { enum: ['plain', 'formal'] },
      table: { type: 'object', properties: { rows: { type: 'integer', maximum: 100 } } },
    },
    additionalProperties: { not: { type: 'null' } },
  },
}

async function saved(program: Program | string = tells): Promise<World> {
  const world = createWorld()
  await world.save(program, manifest)
  return world
}

async function setConfig(world: World, values: unknown) {
  const report = await world.kernel.setConfig(pluginName, values)
  await settle()
  return report
}

describe('the config', () => {
  it('is the defaults of the manifest', async () => {
    const world = await saved()
    expect(await world.run()).toMatchObject({ output: manifest.config })
    expect(world.kernel.config(pluginName)).toEqual(manifest.config)
    expect(world.kernel.configValues(pluginName)).toEqual({})
  })

  it('has the values of the person over them, key by key; lists as a whole', async () => {
    const world = await saved()
    expect(await setConfig(world, { table: { rows: 20 }, tags: ['c'], more: 1 })).toMatchObject({
      ok: true,
      generation: 2,
    })
    const effective = { style: 'plain', table: { rows: 20, head: true }, tags: ['c'], more: 1 }
    expect(await world.run()).toMatchObject({ output: effective, generation: 2 })
    expect(world.kernel.config(pluginName)).toEqual(effective)
    expect(world.kernel.configValues(pluginName)).toEqual({ table: { rows: 20 }, tags: ['c'], more: 1 })
    expect(world.told('changed')).toMatchObject([{ what: 'config' }])
  })

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['unloaded', (world) => world.kernel.unload(pluginName)],
    ['disabled', (world) => world.kernel.disable(pluginName)],
    [
      'unloaded after a save whose plugin.json cannot be read',
      async (world) => {
        await world.kernel.save({ name: pluginName, files: { 'plugin.json': '{', 'index.ts': '' } })
        await world.kernel.unload(pluginName)
      },
    ],
  ])('is the same while the plugin is %s', async (_what, leave) => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await leave(world)
    expect(world.kernel.config(pluginName)).toEqual({ ...manifest.config, style: 'formal' })
  })

  it('is that of a plugin whose only save has failed', async () => {
    const world = await saved('does not( compile')
    expect(world.status().state).toBe('failed')
    expect(world.kernel.config(pluginName)).toEqual(manifest.config)
  })

  it('is empty where no plugin.json could ever be read', async () => {
    const world = createWorld()
    await world.kernel.save({ name: pluginName, files: { 'plugin.json': '{', 'index.ts': '' } })
    expect(world.kernel.config(pluginName)).toEqual({})
  })

  it('keeps the values over a save, with what is new in the manifest', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await world.save(tells, { ...manifest, config: { style: 'plain', colour: 'red' } })
    expect(await world.run()).toMatchObject({ output: { style: 'formal', colour: 'red' } })
  })

  it('is a copy, in and out', async () => {
    const world = await saved()
    const values = { table: { rows: 20 } }
    await setConfig(world, values)
    values.table.rows = 1
    const told = world.kernel.config(pluginName) as { table: { rows: number } }
    told.table.rows = 2
    expect(world.kernel.config(pluginName)).toMatchObject({ table: { rows: 20 } })
    expect(world.kernel.configValues(pluginName)).toEqual({ table: { rows: 20 } })
  })

  it('goes back to the defaults with empty values', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await setConfig(world, {})
    expect(await world.run()).toMatchObject({ output: manifest.config })
  })

  it('of a plugin that is not known is an error', async () => {
    const world = createWorld()
    expect(() => world.kernel.config('nobody')).toThrow(PluginFailure)
    expect(await world.kernel.setConfig('nobody', {})).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

describe('a config that is refused', () => {
  it.each<[string, unknown, string]>([
    ['by the schema', { style: 'loud' }, 'at /style: '],
    ['by the schema, deeper in', { table: { rows: 1000 } }, 'at /table/rows: '],
  ])('%s is told with its path, and the old one stays', async (_what, values, path) => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    const report = await setConfig(world, values)
    expect(report).toMatchObject({
      ok: false,
      serving: 2,
      error: { code: 'CONFIG', phase: 'config', message: expect.stringContaining(path) },
    })
    expect(world.kernel.config(pluginName)).toMatchObject({ style: 'formal' })
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
    expect(await world.run()).toMatchObject({ output: { style: 'formal' }, generation: 2 })
    expect(world.told('changed')).toHaveLength(1)
  })

  it('by validateConfig is told with its path, and how many problems more', async () => {
    const validateConfig = (config: unknown) =>
      (config as { style: string }).style === 'formal'
        ? [
            { path: '/style', message: 'Not today.' },
            { path: '/table', message: 'Nor this.' },
          ]
        : []
    const world = await saved({ execute: () => 'old', validateConfig })
    expect(await setConfig(world, { style: 'formal' })).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'CONFIG', message: 'The config is not accepted at /style: Not today. (and 1 more)' },
    })
    expect(world.kernel.configValues(pluginName)).toEqual({})
    expect(await world.run()).toMatchObject({ output: 'old', generation: 1 })
  })

  it('by init is not kept either', async () => {
    const init: Program = {
      init: ({ config }) => {
        if (config['style'] === 'formal') throw new Error('no suit')
      },
      execute: () => 'old',
    }
    const world = await saved(init)
    expect(await setConfig(world, { style: 'formal' })).toMatchObject({ ok: false, error: { code: 'INIT' } })
    expect(world.kernel.configValues(pluginName)).toEqual({})
  })

  it('with the defaults of the manifest can be mended by values', async () => {
    const world = createWorld()
    const report = await world.save(tells, { ...manifest, config: { style: 'loud' } })
    expect(report).toMatchObject({ ok: false, error: { code: 'CONFIG' } })
    expect(await setConfig(world, { style: 'formal' })).toMatchObject({ ok: true, generation: 1 })
    expect(await world.run()).toMatchObject({ output: { style: 'formal' } })
  })

  it('because its schema is broken says so', async () => {
    const world = createWorld()
    expect(await world.save(tells, { configSchema: { $ref: '#/nowhere' } })).toMatchObject({
      ok: false,
      error: { code: 'CONFIG', message: expect.stringContaining('The schema itself cannot be used') },
    })
  })
})

const circular: Record<string, unknown> = {}
circular['self'] = circular

describe('values that no config can be', () => {
  it.each<[string, unknown, string]>([
    ['a text', 'formal', 'at /: it must be an object'],
    ['a list', [], 'at /: it must be an object'],
    ['null', null, 'at /: it must be an object'],
    ['__proto__ as a key', JSON.parse('{ "a": { "__proto__": {} } }'), 'at /a/__proto__: "__proto__" cannot be a key'],
    ['constructor as a key', { constructor: 1 }, 'at /constructor: "constructor" cannot be a key'],
    ['NaN', { rows: NaN }, 'at /rows: NaN is no number that JSON has'],
    ['Infinity', { rows: [1, -Infinity] }, 'at /rows/1: -Infinity is no number that JSON has'],
    ['a function', { on: { click: () => {} } }, 'at /on/click: JSON has no function'],
    ['a symbol', { is: Symbol('s') }, 'at /is: JSON has no symbol'],
    ['a bigint', { big: 1n }, 'at /big: JSON has no bigint'],
    ['undefined', { style: undefined }, 'at /style: JSON has no undefined'],
    ['a circle', circular, 'goes round in a circle'],
    ['a date', { on: new Date(0) }, 'at /on: it must be a plain object'],
    ['a map', { by: new Map() }, 'at /by: it must be a plain object'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'a', { enumerable: true, get: () => JSON.parse('{') as unknown }),
      'at /: ',
    ],
    ['what is too long', { text: 'x'.repeat(100_001) }, 'longer than 100000 characters'],
  ])('%s: refused at once, with the path', async (_what, values, message) => {
    const world = await saved()
    expect(await setConfig(world, values)).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'CONFIG', message: expect.stringContaining(message) },
    })
    expect(world.kernel.configValues(pluginName)).toEqual({})
    expect(world.told('swap-started')).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ['a proxy', new Proxy({ style: 'formal' }, {})],
    ['one with a toJSON of its own', Object.defineProperty({ style: 'formal' }, 'toJSON', { value: () => undefined })],
    ['one without a prototype', Object.assign(Object.create(null) as object, { style: 'formal' })],
  ])('but %s is taken for what is in it', async (_what, values) => {
    const world = await saved()
    expect(await setConfig(world, values)).toMatchObject({ ok: true })
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
  })
})

describe('the kept values', () => {
  it('are the new ones from the commit on, and not before', async () => {
    const world = await saved()
    const resume = world.compiler.pause()
    const report = world.kernel.setConfig(pluginName, { style: 'formal' })
    await settle()
    expect(world.kernel.configValues(pluginName)).toEqual({})
    resume()
    await report
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
  })

  it('are the old ones again where the new ones bring the plugin down', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await setConfig(world, { style: 'formal', table: { rows: 99 } })
    world.realm(3).die()
    await settle()
    expect(await world.run()).toMatchObject({ output: { style: 'formal', table: { rows: 10 } }, generation: 2 })
    expect(world.kernel.config(pluginName)).toMatchObject({ table: { rows: 10 } })
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
    expect(world.told('changed').at(-1)).toMatchObject({ what: 'config' })
    await world.save(tells, manifest)
    expect(await world.run()).toMatchObject({ output: { style: 'formal', table: { rows: 10 } } })
  })

  it('stay where a build brings the plugin down that has the same', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    const changes = world.told('changed').length
    await world.save(tells, manifest)
    world.realm(3).die()
    await settle()
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
    expect(world.told('changed')).toHaveLength(changes)
  })

  it('stay with a restart', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await world.clock.advance(60_000)
    world.realm(2).die()
    await settle()
    expect(await world.run()).toMatchObject({ output: { style: 'formal' }, generation: 2 })
    expect(world.kernel.configValues(pluginName)).toEqual({ style: 'formal' })
  })

  it('stay with a rollback to a generation that had others', async () => {
    const world = await saved()
    await setConfig(world, { style: 'formal' })
    await world.kernel.rollback(pluginName, 1)
    expect(await world.run()).toMatchObject({ output: { style: 'formal' }, generation: 3 })
  })
})
