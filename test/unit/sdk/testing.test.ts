import { expect, test } from 'vitest'
import { definePlugin } from 'hotplug'
import { createTestContext, createTestPlugins } from 'hotplug/testing'

const greeter = definePlugin({
  execute: async (name: string, ctx) => `Hello, ${await ctx.plugins.call<string>('titlecase', name)}!`,
})

test('a test hands in what the other plugins make of an input', async () => {
  const plugins = createTestPlugins({ titlecase: (name) => `Dr ${String(name)}` })
  expect(await greeter.execute('Ada', createTestContext({}, { plugins }))).toBe('Hello, Dr Ada!')
})

test.each(['titlecase', 'toString'])(
  'a plugin %s that the test has not fails as one that is missing does',
  async (name) => {
    await expect(createTestContext({}).plugins.call(name, 1)).rejects.toMatchObject({
      name: 'PluginCallError',
      code: 'DEPENDENCY_MISSING',
      message: `The test has no plugin '${name}'`,
    })
  },
)

test('an input crosses as a copy', async () => {
  const input = { count: 0 }
  const plugins = createTestPlugins({ counter: (given) => ++(given as typeof input).count })
  expect(await plugins.call('counter', input)).toBe(1)
  expect(input.count).toBe(0)
})
