/** Private copies of what only a worker has: its port, its events, its blobs. */
import { getterOf, uncurry } from './language'

export const PrivateBlob = Blob
export const createObjectURL = URL.createObjectURL.bind(URL)
export const revokeObjectURL = URL.revokeObjectURL.bind(URL)
export const closeWorker = (self as unknown as { close(): void }).close.bind(self)
export const postOn = uncurry(MessagePort.prototype.postMessage) as unknown as (
  port: MessagePort,
  message: unknown,
) => void
export const listen = uncurry(EventTarget.prototype.addEventListener) as (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
) => void
export const preventDefault = uncurry(Event.prototype.preventDefault)
export const messageData = getterOf<MessageEvent<unknown>, 'data'>(MessageEvent.prototype, 'data')
export const rejectionReason = getterOf<PromiseRejectionEvent, 'reason'>(PromiseRejectionEvent.prototype, 'reason')
export const errorValue = getterOf<{ readonly error: unknown }, 'error'>(ErrorEvent.prototype, 'error')
export const errorMessage = getterOf<ErrorEvent, 'message'>(ErrorEvent.prototype, 'message')
