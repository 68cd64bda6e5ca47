/**
 * Makes the requests of `ctx.net`. In a worker of its own, because a worker that comes from an address has the policy of
 * that address and not the page's: so the page's own policy can stay closed to every other origin. And a large answer is
 * put together where it keeps nobody waiting.
 */
import { fetchWithin } from './fetch-within'
import type { FromNetWorker, ToNetWorker } from './protocol'

const underWay = new Map<number, AbortController>()

async function answer({ id, request, maxBytes }: Extract<ToNetWorker, { type: 'fetch' }>): Promise<void> {
  const aborting = new AbortController()
  underWay.set(id, aborting)
  const result = await fetchWithin(request, maxBytes, aborting.signal)
  underWay.delete(id)
  if (!result.ok) return postMessage({ id, ok: false, problem: result.error } satisfies FromNetWorker)
  const message: FromNetWorker = { id, ok: true, answer: result.value }
  postMessage(message, { transfer: [result.value.body.buffer] })
}

onmessage = ({ data }: MessageEvent<ToNetWorker>) => {
  if (data.type === 'fetch') void answer(data)
  else underWay.get(data.id)?.abort()
}
