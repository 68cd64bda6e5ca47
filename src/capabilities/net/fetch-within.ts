import type { NetRequest } from '../../kernel/host-port'
import { fail, ok, type Result } from '../../kernel/result'
import type { NetAnswer, NetProblem } from './protocol'

/**
 * Fetches without the person's credentials, and gives up an answer that is larger than `maxBytes` as soon as it is.
 *
 * No redirect is followed: nobody can read where one leads before the browser has gone there, and a grant is for one
 * origin. Never rejects.
 */
export async function fetchWithin(
  { url, method, headers, body }: NetRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Result<NetAnswer, NetProblem>> {
  const enough = new AbortController()
  try {
    const response = await fetch(url, {
      method,
      headers,
      // Its buffer is never shared: it came in a message.
      body: body as string | Uint8Array<ArrayBuffer> | null,
      mode: 'cors',
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, enough.signal]),
    })
    if (response.type === 'opaqueredirect') return fail('redirected')
    const bytes = await readUpTo(maxBytes, response)
    if (bytes === null) return fail('too-large')
    return ok({ status: response.status, headers: Object.fromEntries(response.headers), body: bytes })
  } catch {
    return fail('no-answer')
  } finally {
    // What is still on its way is not waited for.
    enough.abort()
  }
}

/** The body; `null` where it is larger. */
async function readUpTo(maxBytes: number, { body }: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    length += next.value.byteLength
    if (length > maxBytes) return null
    chunks.push(next.value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
