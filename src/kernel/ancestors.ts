import type { CallFrame } from './call-frame'

/** The calls that one is part of, the nearest first: what `parent` is a call of, and so on. */
export function* ancestors(parent: CallFrame | null): Iterable<CallFrame> {
  for (let frame = parent; frame; frame = frame.parent) yield frame
}

/** Whether one of them is a call of this plugin. */
export function isPartOfCallOf(plugin: string, parent: CallFrame | null): boolean {
  for (const { instance } of ancestors(parent)) if (instance.build.plugin === plugin) return true
  return false
}
