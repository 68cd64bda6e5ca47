import { createSocket } from 'node:dgram'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server on this machine was asked for since it began to listen. */
export interface Heard {
  readonly port: number
  readonly connections: number
  readonly packets: number
  /** The paths of the requests. */
  readonly requests: readonly string[]
}

let server: Server | null = null
let heard = { port: 0, connections: 0, packets: 0, requests: [] as string[] }

/**
 * A command for tests in the browser: what was heard on a loopback port, over TCP and UDP. The first one begins to
 * listen; the server ends with the process.
 */
export async function heardByServer(): Promise<Heard> {
  if (server) return heard
  server = createServer((request, response) => {
    heard.requests.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('content-type', 'text/javascript')
    response.end('export default 1')
  })
  server.on('connection', (socket) => {
    heard.connections++
    socket.unref()
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  server.unref()
  heard = { ...heard, port: (server.address() as AddressInfo).port }
  const datagrams = createSocket('udp4').on('message', () => heard.packets++)
  await new Promise<void>((resolve) => datagrams.bind(heard.port, '127.0.0.1', resolve))
  datagrams.unref()
  return heard
}
