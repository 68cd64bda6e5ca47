/**
 * The script of sandbox.html. It starts the worker as soon as the frame loads, hands the page's port on to it, and
 * answers the page's pings. No plugin code ever runs on this thread: WebRTC would leak from here.
 */
import type { ControlPing, FrameHandshake, FrameMessage } from '../protocol'

/** The guest's bundle as text, put in when the page is built. */
declare const GUEST_SCRIPT: string

let worker: Worker | null = null
let failure: string | null = null
let control: MessagePort | null = null

function tell(message: FrameMessage): void {
  control?.postMessage(message)
}

function failed(message: string): void {
  failure = message
  tell({ type: 'worker-error', message })
}

try {
  // Never revoked: WebKit finds a worker's opaque origin by its blob's address, and without it refuses every import in the
  // worker as one from another origin. It goes with the frame.
  worker = new Worker(URL.createObjectURL(new Blob([GUEST_SCRIPT], { type: 'text/javascript' })))
  // A worker that the CSP refuses fires an empty `error` in Chromium and Firefox, and throws in WebKit.
  worker.onerror = (event) => {
    event.preventDefault()
    failed(event.message || 'the worker did not start')
  }
} catch (error) {
  failed(String(error))
}

function handshake(event: MessageEvent<FrameHandshake>): void {
  if (event.source !== window.parent) return
  window.removeEventListener('message', handshake)
  const [guestPort, controlPort] = event.ports
  if (guestPort === undefined || controlPort === undefined) return
  control = controlPort
  control.onmessage = (ping: MessageEvent<ControlPing>) => tell({ type: 'pong', beat: ping.data.beat })
  if (failure !== null) failed(failure)
  worker?.postMessage(event.data.engine, [guestPort])
}

window.addEventListener('message', handshake)
