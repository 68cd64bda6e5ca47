/** A session with a WebDriver server: https://www.w3.org/TR/webdriver2/. */
export interface Session {
  /** Sends a command of this session. @throws Error with the server's own message */
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
}

/** Longer than any script or page may take there: a driver whose browser hangs answers nothing at all. */
const patienceMs = 90_000

interface Answer {
  readonly value: unknown
}

async function request(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(patienceMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const { value } = (await response.json()) as Answer
  if (response.ok) return value
  const { error = 'error', message = '' } = value as { error?: string; message?: string }
  throw new Error(`${error}: ${message}`)
}

export async function startSession(server: string, capabilities: object): Promise<Session> {
  const started = await request('POST', `${server}/session`, { capabilities: { alwaysMatch: capabilities } })
  const { sessionId } = started as { sessionId: string }
  return { send: (method, path, body) => request(method, `${server}/session/${sessionId}${path}`, body) }
}

/** Resolves when the server takes sessions. */
export async function untilReady(server: string, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs
  for (;;) {
    try {
      const status = (await request('GET', `${server}/status`)) as { ready?: boolean }
      if (status.ready === true) return
    } catch {
      // Nobody listens there yet.
    }
    if (Date.now() > end) throw new Error(`The WebDriver at ${server} did not start within ${patienceMs / 1000} s.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
