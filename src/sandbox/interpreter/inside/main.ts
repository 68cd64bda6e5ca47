/**
 * The guest inside QuickJS: the same service as in a worker, with the bridge to the worker in the place of a port.
 */
import './globals'
import { replaceConsole } from '../../guest/console'
import type { ImportModule } from '../../guest/plugin-module'
import { apply, defineProperty, join } from '../../guest/primordials'
import { createService } from '../../guest/serve'
import { createTelemetry } from '../../guest/telemetry'
import { countTimers } from '../../guest/timers'
import { toFault } from '../../guest/to-fault'
import { type GuestMessage, type HostMessage, protocolVersion } from '../../protocol'
import { decode } from '../decode'
import { encode } from '../encode'
import { blobBuffer } from './blob'
import * as bridge from './bridge'
import { hold, letGo, lostCalls } from './held-calls'
import { reportTo } from './report'
import { cloneBy } from './structured-clone'
import { fire } from './timers'

/** Begins as every URL of a module does; the worker knows no other. */
const moduleUrl = 'blob:plugin'

const post = (message: GuestMessage) => {
  const { text, buffers } = encode(message, blobBuffer)
  const args: unknown[] = [text]
  for (let index = 0; index < buffers.length; index++) args[index + 1] = buffers[index]
  apply(bridge.post, undefined, args)
  if (message.type === 'answer') letGo(message.id)
}

const importModule: ImportModule = (code, announce) => {
  bridge.provide(moduleUrl, code)
  announce(moduleUrl)
  return import(moduleUrl)
}

const telemetry = createTelemetry(post)
const service = createService(post, telemetry, importModule, hold)
const unhandled = (reason: unknown) => telemetry.fault(toFault('UNHANDLED', reason))

cloneBy((value) => decode(encode(value, blobBuffer)))
reportTo(unhandled)
replaceConsole((level, values) => telemetry.log(level, service.currentCall(), values))
countTimers()

const close = () => {
  telemetry.flush()
  post({ type: 'closing' })
  bridge.close()
}
defineProperty(globalThis, 'close', { value: close, writable: true, enumerable: true, configurable: true })

const giveUpLost = () => {
  const lost = lostCalls()
  for (let index = 0; index < lost.length; index++) {
    const call = lost[index] as number
    letGo(call)
    service.gaveUp(call)
  }
  return `[${join(lost, ',')}]`
}

bridge.serve({
  receive: (text, ...buffers) => service.receive(decode({ text, buffers }) as HostMessage),
  fire,
  rejected: unhandled,
  giveUpLost,
})
post({ type: 'ready', protocol: protocolVersion })
