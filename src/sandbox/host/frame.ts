import type { GuestFault } from '../../kernel/guest-fault'
import type { Clock } from '../../kernel/ports'
import { fail, ok, type Result } from '../../kernel/result'
import { type ControlPing, type FrameHandshake, type FrameMessage, protocolVersion } from '../protocol'
import { didNotStart, neverCameUp, otherVersion } from './faults'
import { readMessage } from './read-message'

export interface FrameOptions {
  readonly url: string
  readonly parent: HTMLElement
  readonly clock: Clock
  readonly startMs: number
  /** What the worker needs beside its port: QuickJS as wasm. */
  readonly engine?: ArrayBuffer | undefined
}

/** A frame with its worker, up and ready, in which nothing has been loaded yet. */
export interface Frame {
  /** To the guest. Whoever owns the frame sets its handlers. */
  readonly port: MessagePort
  /** Called with what the frame itself says. */
  onControl: ((message: FrameMessage) => void) | null
  pingFrame(beat: number): void
  remove(): void
}

/** A frame on its way up. */
export interface Opening {
  readonly ready: Promise<Result<Frame, GuestFault>>
  cancel(): void
}

function isFrameMessage(data: unknown): data is FrameMessage {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false
  return data.type === 'pong' || data.type === 'worker-error'
}

function createElement(url: string): HTMLIFrameElement {
  const element = document.createElement('iframe')
  element.setAttribute('sandbox', 'allow-scripts')
  element.title = 'Plugin sandbox'
  element.tabIndex = -1
  element.setAttribute('aria-hidden', 'true')
  // Rendered, though nowhere to be seen: browsers run the process of a frame without a box at a lower priority.
  element.style.cssText =
    'position:fixed;width:1px;height:1px;left:0;top:0;border:0;opacity:0;pointer-events:none;visibility:hidden'
  element.src = url
  return element
}

/** Opens the sandbox page with two ports into it: one for the guest, one for the frame itself. */
export function openFrame({ url, parent, clock, startMs, engine }: FrameOptions): Opening {
  const element = createElement(url)
  const guest = new MessageChannel()
  const control = new MessageChannel()
  const port = guest.port1
  let removed = false

  const remove = () => {
    if (removed) return
    removed = true
    // The port first: what a guest that will not stop goes on sending has nowhere to arrive.
    port.onmessage = null
    port.close()
    control.port1.close()
    element.remove()
  }

  const frame: Frame = {
    port,
    onControl: null,
    pingFrame: (beat) => control.port1.postMessage({ type: 'ping', beat } satisfies ControlPing),
    remove,
  }

  let settle: (result: Result<Frame, GuestFault>) => void = () => {}
  const ready = new Promise<Result<Frame, GuestFault>>((resolve) => {
    const stopWaiting = clock.after(startMs, () => settle(fail(neverCameUp(startMs / 1000))))
    settle = (result) => {
      stopWaiting()
      if (!result.ok) remove()
      resolve(result)
    }
  })

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data)
    if (message?.type !== 'ready') return
    settle(message.protocol === protocolVersion ? ok(frame) : fail(otherVersion))
  }
  control.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isFrameMessage(data)) return
    if (data.type === 'worker-error') settle(fail(didNotStart(data.message)))
    frame.onControl?.(data)
  }
  element.addEventListener(
    'load',
    () => {
      const handshake: FrameHandshake = { type: 'hotplug', engine }
      // An opaque origin has no name to aim at.
      element.contentWindow?.postMessage(handshake, '*', [guest.port2, control.port2])
    },
    { once: true },
  )
  parent.append(element)
  return {
    ready,
    cancel: () => {
      settle(fail({ code: 'CANCELLED', message: 'The sandbox was closed.' }))
      remove()
    },
  }
}
