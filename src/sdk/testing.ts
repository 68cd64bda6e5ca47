import type { CallContext, PluginCallError, Plugins } from './contract'
import { nothingGranted } from './test-capabilities'

export {
  createTestClock,
  createTestNet,
  createTestRandom,
  createTestSecrets,
  createTestSql,
  createTestStorage,
  type TestAnswer,
  type TestClock,
} from './test-capabilities'

const silent = (): void => undefined

function missing(name: string): PluginCallError {
  return Object.assign(new Error(`The test has no plugin '${name}'`), {
    name: 'PluginCallError' as const,
    code: 'DEPENDENCY_MISSING',
  })
}

/**
 * Plugins for a plugin under test to call, each by what it makes of an input. One that is not there fails with
 * DEPENDENCY_MISSING.
 *
 * @example
 * ```ts
 * const plugins = createTestPlugins({ titlecase: (name) => `Dr ${name}` })
 *
 * expect(await greeter.execute('Ada', createTestContext({}, { plugins }))).toBe('Hello, Dr Ada!')
 * ```
 */
export function createTestPlugins(fakes: Readonly<Record<string, (input: unknown) => unknown>>): Plugins {
  return {
    async call<Output>(name: string, input: unknown) {
      const fake = Object.hasOwn(fakes, name) ? fakes[name] : undefined
      if (fake === undefined) throw missing(name)
      return (await fake(structuredClone(input))) as Output
    },
  }
}

/**
 * A context for testing a plugin without a host: it has the config given, logs and measures nothing, knows no other
 * plugin, is granted nothing, and is never aborted. `members` replace what a test wants to look at.
 *
 * @example
 * ```ts
 * import { createTestContext } from 'hotplug/testing'
 * import greeter from './index'
 *
 * expect(greeter.execute('Ada', createTestContext({ style: 'formal' }))).toBe('Good day, Ada.')
 * ```
 */
export function createTestContext<Config>(
  config: Config,
  members: Partial<CallContext<Config>> = {},
): CallContext<Config> {
  return {
    name: 'under-test',
    version: '1.0.0',
    generation: 1,
    config,
    signal: new AbortController().signal,
    stream: null,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: { count: silent, gauge: silent, observe: silent },
    plugins: createTestPlugins({}),
    ...nothingGranted,
    ...members,
  }
}
