import type { GuestMessage, HostMessage } from '../protocol'

/** In whose name the plugin is reached: QuickJS itself does not know. */
export interface Callers {
  /** To be told of what goes out. */
  sent(message: GuestMessage): void
  /** The call that a message is about; `null` where it is about none. */
  of(message: HostMessage): number | null
}

export function createCallers(): Callers {
  /** What was asked of the host and not answered yet, by the call that asks. */
  const asks = new Map<number, number | null>()
  return {
    sent(message) {
      if (message.type === 'ask') asks.set(message.id, message.call)
    },
    of(message) {
      if (message.type === 'request' || message.type === 'abort') return message.id
      if (message.type !== 'reply') return null
      const call = asks.get(message.id) ?? null
      asks.delete(message.id)
      return call
    },
  }
}
