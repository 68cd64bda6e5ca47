import type { WireFault } from '../protocol'

/**
 * What a request came to. `fault` is an own property of both kinds: asking whether a name is there at all would reach
 * `Object.prototype`, which is the plugin's to spoil.
 */
export type Outcome<Value = unknown> = { readonly fault: null; readonly value: Value } | { readonly fault: WireFault }

export function good<Value>(value: Value): Outcome<Value> {
  return { fault: null, value }
}

export function bad(fault: WireFault): { readonly fault: WireFault } {
  return { fault }
}
