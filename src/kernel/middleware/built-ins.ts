import type { BuiltIn } from './built-in'
import { cache } from './cache'
import { circuitBreaker } from './circuit-breaker'
import { logging } from './logging'
import { metrics } from './metrics'
import { permission } from './permission'
import { rateLimit } from './rate-limit'
import { recovery } from './recovery'
import { timeout } from './timeout'
import { validation } from './validation'

/** Every middleware that comes with Hotplug, by name. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  Object.entries({
    ...{ logging, metrics, recovery, timeout, validation, permission },
    ...{ 'rate-limit': rateLimit, cache, 'circuit-breaker': circuitBreaker },
  }),
)

/** Around all plugins unless a person says otherwise: what a manifest's schemas promise holds. */
export const defaultForAll: readonly string[] = ['metrics', 'validation']

/** Around the calls of a middleware plugin, which those for all are not around. */
export const defaultForMiddleware: readonly string[] = ['metrics']
