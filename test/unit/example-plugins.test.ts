import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Validator, type Schema } from '@cfworker/json-schema'
import {
  createTestClock,
  createTestContext,
  createTestNet,
  createTestPlugins,
  createTestStorage,
} from 'hotplug/testing'
import { describe, expect, it } from 'vitest'
import { parseManifest } from '../../src/kernel/manifest'
import type { Manifest } from '../../src/kernel/manifest-schema'
import type { Context, Middleware, Plugin } from '../../src/sdk'
import { createMemorySql } from './support/memory-sql'

const folder = fileURLToPath(new URL('../../plugins', import.meta.url))
const names = readdirSync(folder)

function manifestOf(name: string): Manifest {
  const result = parseManifest(readFileSync(join(folder, name, 'plugin.json'), 'utf8'), name)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function errorsOf(schema: unknown, value: unknown): unknown[] {
  return new Validator(schema as Schema, '2020-12').validate(value).errors
}

async function create(name: string, ctx: Context): Promise<Plugin> {
  const { default: made } = await importExample<Plugin>(name)
  return typeof made === 'function' ? made(ctx) : made
}

function importExample<Made>(name: string): Promise<{ default: Made | ((ctx: Context) => Made) }> {
  return import(`../../plugins/${name}/index.ts`)
}

/** The examples that an example depends on. */
function dependenciesOf({ dependencies }: Manifest): Record<string, (input: unknown) => Promise<unknown>> {
  const call = (name: string) => async (input: unknown) => {
    const ctx = createTestContext(manifestOf(name).config)
    return (await create(name, ctx)).execute(input, ctx)
  }
  return Object.fromEntries(Object.keys(dependencies).map((name) => [name, call(name)]))
}

describe.each(names)('the example %s', (name) => {
  const manifest = manifestOf(name)
  const ctx = createTestContext(manifest.config, {
    plugins: createTestPlugins(dependenciesOf(manifest)),
    sql: createMemorySql(),
    storage: createTestStorage(),
    net: createTestNet({ 'https://jsonplaceholder.typicode.com/users/1': { body: '{ "name": "Ada" }' } }),
    clock: createTestClock(0),
  })

  it('has a description, a README and a test', () => {
    expect(manifest.description).toMatch(/^[A-Z].*\.$/)
    expect(readdirSync(join(folder, name))).toEqual(expect.arrayContaining(['README.md', 'index.test.ts']))
  })

  it('has a config that its schema and the plugin itself accept', async () => {
    expect(errorsOf(manifest.configSchema ?? true, manifest.config)).toEqual([])
    const plugin = await create(name, ctx)
    expect((await plugin.validateConfig?.(manifest.config)) ?? []).toEqual([])
  })

  if (manifest.kind === 'middleware') {
    it('hands a call on, and gives back what came of it', async () => {
      const { default: made } = await importExample<Middleware>(name)
      const middleware = typeof made === 'function' ? made(ctx) : made
      const call = { plugin: 'greeter', version: '1.0.0', generation: 1, input: 'Ada', deadline: 1_000 }
      expect(await middleware.around(call, async (input) => `Hello, ${String(input)}`, ctx)).toBe('Hello, Ada')
    })
    return
  }

  it('has example inputs that its schema accepts', () => {
    expect(Object.keys(manifest.examples).length).toBeGreaterThan(0)
    for (const input of Object.values(manifest.examples)) {
      expect(errorsOf(manifest.inputSchema ?? true, input)).toEqual([])
    }
  })

  it('answers its first example as its schema says', async () => {
    const plugin = await create(name, ctx)
    const output = await plugin.execute(Object.values(manifest.examples)[0], ctx)
    expect(errorsOf(manifest.outputSchema ?? true, output)).toEqual([])
  })
})
