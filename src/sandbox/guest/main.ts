/**
 * The guest: the worker's own script, evaluated before any plugin code. It keeps its copies of the built-ins, shuts
 * the doors, takes the one port that its frame passes on, and serves.
 */
import './primordials'
import { type GuestMessage, type HostMessage, protocolVersion } from '../protocol'
import { replaceConsole } from './console'
import { closeDoors } from './doors'
import { importBlob } from './import-blob'
import { defineProperty } from './primordials'
import { createService } from './serve'
import { createTelemetry } from './telemetry'
import { countTimers } from './timers'
import { toFault } from './to-fault'
import {
  closeWorker,
  errorMessage,
  errorValue,
  listen,
  messageData,
  postOn,
  preventDefault,
  rejectionReason,
} from './worker-primordials'

function start(port: MessagePort): void {
  const post = (message: GuestMessage) => postOn(port, message)
  const telemetry = createTelemetry(post)
  const service = createService(post, telemetry, importBlob)

  listen(self, 'unhandledrejection', (event) => {
    preventDefault(event)
    telemetry.fault(toFault('UNHANDLED', rejectionReason(event as PromiseRejectionEvent)))
  })
  listen(self, 'error', (event) => {
    preventDefault(event)
    const thrown = errorValue(event as ErrorEvent)
    telemetry.fault(toFault('UNHANDLED', thrown ?? errorMessage(event as ErrorEvent)))
  })
  const close = () => {
    telemetry.flush()
    post({ type: 'closing' })
    closeWorker()
  }
  defineProperty(self, 'close', { value: close, writable: true, enumerable: true, configurable: true })
  replaceConsole((level, values) => telemetry.log(level, service.currentCall(), values))
  countTimers()

  // Read by the private getter: a plugin's own `MessageEvent.prototype.data` would be handed the event, and with it the port.
  port.onmessage = (event: MessageEvent) => service.receive(messageData(event) as HostMessage)
  post({ type: 'ready', protocol: protocolVersion })
}

/** The first message brings the port. The listener goes before any plugin code runs, so none can be forged. */
function handshake(event: MessageEvent): void {
  self.removeEventListener('message', handshake)
  const port = event.ports[0]
  if (port !== undefined) start(port)
}

closeDoors()
self.addEventListener('message', handshake)
