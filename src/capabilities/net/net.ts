import { MiB } from '../../kernel/bytes'
import type { GuestFault } from '../../kernel/guest-fault'
import type { Capabilities, NetRequest } from '../../kernel/host-port'
import type { Clock } from '../../kernel/ports'
import { fail, ok } from '../../kernel/result'
import type { NetWorker } from './net-worker'
import type { NetProblem } from './protocol'
import { createLanes } from './lanes'

export interface NetOptions {
  readonly worker: Pick<NetWorker, 'fetch'>
  readonly clock: Clock
  /** How large an answer may be. */
  readonly maxBytes?: number
  /** How long one may take. */
  readonly timeoutMs?: number
}

/** So many requests of one owner are made at a time; the others wait for their turn. */
const atOnce = 6

/** What the browser keeps for itself: it would leave these out and say nothing. */
const forbiddenHeader =
  /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i

/**
 * `ctx.net`: requests to the one origin that was granted, without credentials, redirects, or more than a bounded answer
 * in a bounded time.
 */
export function createNet(options: NetOptions): Pick<Capabilities, 'net.fetch'> {
  const { worker, clock, maxBytes = 16 * MiB, timeoutMs = 30_000 } = options
  const lanes = createLanes(atOnce)

  async function fetchInTime(request: NetRequest, signal: AbortSignal) {
    const late = new AbortController()
    const stopClock = clock.after(timeoutMs, () => late.abort())
    try {
      const result = await worker.fetch(request, maxBytes, AbortSignal.any([signal, late.signal]))
      if (result.ok) return ok(result.value)
      const { host } = new URL(request.url)
      if (signal.aborted) return fail(givenUp)
      return fail(late.signal.aborted ? tooLate(host, timeoutMs) : faults[result.error](host, maxBytes))
    } finally {
      stopClock()
    }
  }

  return {
    async 'net.fetch'(owner, request, signal) {
      const fault = refusal(request)
      if (fault) return fail(fault)
      return lanes.take(owner, () => (signal.aborted ? fail(givenUp) : fetchInTime(request, signal)))
    },
  }
}

function refusal({ method, headers, body }: NetRequest): GuestFault | null {
  const forbidden = Object.keys(headers).find((name) => forbiddenHeader.test(name))
  if (forbidden !== undefined)
    return { code: 'INPUT', message: `net.fetch: the browser lets nobody set the header '${forbidden}'.` }
  if (body !== null && (method === 'GET' || method === 'HEAD'))
    return { code: 'INPUT', message: `net.fetch: a ${method} has no body.` }
  return null
}

const givenUp: GuestFault = { code: 'CANCELLED', message: 'The request was given up.' }

function tooLate(host: string, timeoutMs: number): GuestFault {
  return { code: 'TIMEOUT', message: `net.fetch: ${host} took longer than ${timeoutMs / 1000} s.` }
}

const faults: Readonly<Record<NetProblem, (host: string, maxBytes: number) => GuestFault>> = {
  redirected: (host) => ({
    code: 'PERMISSION',
    message: `net.fetch: ${host} sends on to another address, and no redirect is followed, as nobody can see where it leads`,
    hint: 'Fetch the address that it leads to. Within one origin it is often the same path with or without a "/" at its end; another origin has to be asked for under "permissions" in plugin.json.',
    overstepped: true,
  }),
  'too-large': (host, maxBytes) => ({
    code: 'CAPABILITY',
    message: `net.fetch: the answer of ${host} is larger than ${Math.round(maxBytes / MiB)} MB. Ask for less.`,
  }),
  'no-answer': (host) => ({
    code: 'CAPABILITY',
    message: `net.fetch: no answer came from ${host}: it is out of reach, or it does not let this page read it (CORS).`,
  }),
}
