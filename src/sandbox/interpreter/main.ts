/** The script of the interpreter's worker: it takes the port and the engine that its frame passes on, and starts QuickJS. */
import type { GuestMessage, HostMessage, LimitsMessage } from '../protocol'
import { startMachine } from './machine'

/** The guest's bundle, as the body of a function of `BRIDGE`. Put in when the page is built. */
declare const INSIDE_SCRIPT: string

async function start(port: MessagePort, engine: ArrayBuffer): Promise<void> {
  const post = (message: GuestMessage) => port.postMessage(message)
  const machine = await startMachine({ engine, script: INSIDE_SCRIPT, post, close: () => self.close() })
  port.onmessage = ({ data }: MessageEvent<HostMessage | LimitsMessage>) => machine.receive(data)
}

self.addEventListener(
  'message',
  ({ data, ports }: MessageEvent<ArrayBuffer>) => {
    const [port] = ports
    if (port !== undefined) start(port, data).catch(reportError)
  },
  { once: true },
)
