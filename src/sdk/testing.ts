import type { CallContext } from './contract'

const silent = (): void => undefined

/**
 * A context for testing a plugin without a host: it has the config given, logs and measures nothing, and is never
 * aborted. `members` replace what a test wants to look at.
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
    log: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: { count: silent, gauge: silent, observe: silent },
    ...members,
  }
}
