import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'

/** What one of the two servers was asked. */
export interface NetHeard {
  readonly server: 'first' | 'second'
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** Bytes of the answer that had been handed to the network when the connection ended; `null` before. */
  sent: number | null
}

export interface NetServers {
  /** Two origins on this machine. */
  readonly first: string
  readonly second: string
  readonly heard: readonly NetHeard[]
}

const heard: NetHeard[] = []
let servers: Promise<{ first: string; second: string }> | null = null

/**
 * A command for tests in the browser: two servers that let every page read them, and what they were asked. The first call
 * starts them; they end with the process.
 *
 * `/echo` tells the request, `/redirect?to=` sends on, `/gigabyte` never ends before 1 GB, `/unpacks` is 1 MB that unpacks
 * to 1 GB, `/silent` never answers, `/closed` lets no page read it, `/status?code=` answers with that.
 */
export async function netServers(): Promise<NetServers> {
  servers ??= Promise.all([start('first'), start('second')]).then(([first, second]) => ({ first, second }))
  return { ...(await servers), heard }
}

async function start(name: NetHeard['server']): Promise<string> {
  const server = createServer((request, response) => void answer(name, request, response))
  await listen(server)
  server.unref()
  server.on('connection', (socket) => socket.unref())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
}

async function answer(server: NetHeard['server'], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const one: NetHeard = {
    ...{ server, method: request.method ?? '', path: url.pathname, headers: request.headers, body },
    sent: null,
  }
  heard.push(one)
  response.on('close', () => (one.sent = response.socket?.bytesWritten ?? 0))
  if (url.pathname !== '/closed') {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*, authorization')
    response.setHeader('access-control-allow-methods', '*')
    response.setHeader('access-control-expose-headers', '*')
  }
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  if (url.pathname === '/silent') return
  if (url.pathname === '/redirect') {
    const code = Number(url.searchParams.get('code') ?? 307)
    return void response.writeHead(code, { location: url.searchParams.get('to') ?? '/' }).end()
  }
  if (url.pathname === '/status') return void response.writeHead(Number(url.searchParams.get('code'))).end('so it is')
  if (url.pathname === '/gigabyte') return send(response)
  if (url.pathname === '/unpacks') return send(response.setHeader('content-encoding', 'gzip'), createGzip())
  response.setHeader('x-served-by', server)
  response.setHeader('set-cookie', 'visited=yes')
  response.end(JSON.stringify({ method: request.method, headers: request.headers, body }))
}

/** 1 GB, as fast as the other side takes it. */
function send(response: ServerResponse, ...through: Gzip[]): Promise<void> {
  const chunk = Buffer.alloc(1_048_576, 'x')
  const chunks = Array.from({ length: 1_024 }, () => chunk)
  // Whoever has enough hangs up, and that is what is looked for.
  return pipeline([Readable.from(chunks), ...through, response]).catch(() => undefined)
}
