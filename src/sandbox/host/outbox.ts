import type { HostMessage, RequestMessage } from '../protocol'

/** What the host sends to a guest, in the order in which it was asked for. */
export interface Outbox {
  /** Sends now. @throws DataCloneError for what cannot be copied */
  send(message: HostMessage): void
  /** Sends with the other calls of this turn in one message: across processes a message costs more than a call. */
  sendWithOthers(request: RequestMessage<'execute'>): void
}

/** A message's answers come in one message as well, and a message too long would be taken for forged. */
const mostTogether = 500

export function createOutbox(port: MessagePort): Outbox {
  let waiting: RequestMessage<'execute'>[] = []

  function flush(): void {
    const requests = waiting
    waiting = []
    const [only] = requests
    if (requests.length === 1 && only) port.postMessage(only satisfies HostMessage)
    else if (requests.length > 1) port.postMessage({ type: 'requests', requests } satisfies HostMessage)
  }

  return {
    send(message) {
      flush()
      port.postMessage(message)
    },
    sendWithOthers(request) {
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push(request)
      if (waiting.length === mostTogether) flush()
    },
  }
}

/**
 * Whether a call may share a message with others: objects may not, since those that came in one message would be one
 * object to the plugin if they were one to the caller.
 */
export function mayShareMessage(input: unknown): boolean {
  return (typeof input !== 'object' || input === null) && typeof input !== 'function' && typeof input !== 'symbol'
}
