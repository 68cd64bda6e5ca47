/** Anything with properties, as the guest reads it: each value is still unknown. */
export type Properties = Record<PropertyKey, unknown>

export function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null
}

export function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function'
}
