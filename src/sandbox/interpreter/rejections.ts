import type { JSValueHandle } from 'quickjs-wasi'

/** The promises that were rejected and that nobody has looked at yet. */
export interface Rejections {
  note(promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean): void
  /** Hands out the reasons of those that nobody looked at by now. */
  take(): readonly JSValueHandle[]
}

export function createRejections(): Rejections {
  const unhandled = new Map<number, { readonly promise: JSValueHandle; readonly reason: JSValueHandle }>()
  return {
    note(promise, reason, isHandled) {
      const key = promise.identity
      const known = unhandled.get(key)
      unhandled.delete(key)
      known?.promise.dispose()
      known?.reason.dispose()
      // Kept alive, so that no other promise comes to have the same identity.
      if (!isHandled) unhandled.set(key, { promise: promise.dup(), reason: reason.dup() })
    },
    take() {
      const all = [...unhandled.values()]
      unhandled.clear()
      for (const { promise } of all) promise.dispose()
      return all.map(({ reason }) => reason)
    },
  }
}
