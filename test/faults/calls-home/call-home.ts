import { port } from './address'

const host = `127.0.0.1:${port}`
const http = `http://${host}`
const globals = self as never as Record<string, new (...args: unknown[]) => Record<string, unknown>>
const functions = self as never as Record<string, (...args: unknown[]) => unknown>

/** What is gone from `self` may still be found further up, or in what other built-ins hand out. */
const dug = (name: string): unknown => {
  for (let at: object | null = self; at; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found) return found.value ?? found.get?.call(self)
  }
  throw new ReferenceError(name)
}

function blobOf(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
}

const ways: Record<string, (path: string) => unknown> = {
  fetch: (path) => fetch(http + path, { mode: 'no-cors' }),
  'fetch dug up': (path) => (dug('fetch') as typeof fetch).call(self, http + path),
  fetchLater: (path) => functions['fetchLater']!(http + path, { activateAfter: 0 }),
  XMLHttpRequest(path) {
    const request = new XMLHttpRequest()
    request.open('GET', http + path, false)
    request.send()
  },
  WebSocket: (path) => opened(new WebSocket(`ws://${host}${path}`)),
  WebSocketStream: (path) => new globals['WebSocketStream']!(`ws://${host}${path}`)['opened'],
  EventSource: (path) => opened(new EventSource(http + path)),
  importScripts: (path) => importScripts(http + path),
  'import of http': (path) => import(http + path),
  'import of http through a blob': (path) => import(blobOf(`import '${http}${path}'`)),
  'import of http through data': (path) => import(`data:text/javascript,import '${http}${path}'`),
  sendBeacon: (path) => navigator.sendBeacon(http + path, 'data'),
  'a nested worker': (path) => new Worker(blobOf(`fetch('${http}${path}', { mode: 'no-cors' }); importScripts('${http}${path}')`)),
  'a worker from there': (path) => new Worker(http + path),
  'a shared worker': (path) => new SharedWorker(http + path),
  'a service worker': (path) => navigator.serviceWorker.register(http + path),
  'a font': (path) => new FontFace('x', `url(${http}${path})`).load(),
  'an image': (path) => Object.assign(new Image(), { src: http + path }).decode(),
  'a canvas filter': (path) => Object.assign(new OffscreenCanvas(1, 1).getContext('2d')!, { filter: `url(${http}${path})` }),
  RTCPeerConnection() {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${host}` }] })
    peer.createDataChannel('out')
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer))
  },
  WebTransport: (path) => new WebTransport(`https://${host}${path}`).ready,
  'a notification': (path) => new Notification('x', { icon: http + path }),
  caches: (path) => caches.open('x').then((cache) => cache.add(http + path)),
  'a background fetch': (path) => (dug('registration') as { backgroundFetch: { fetch(id: string, url: string): unknown } }).backgroundFetch.fetch('x', http + path),
  location: (path) => Object.assign(self.location, { href: http + path }),
  'a source map': (path) => import(blobOf(`export default 1\n//# sourceMappingURL=${http}${path}`)),
}

function opened(socket: WebSocket | EventSource): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
}

/** Tries every way out, and tells what came of each: a name of an error, or 'done' where nothing objected. */
export async function callHome(phase: string): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  await Promise.all(
    Object.entries(ways).map(async ([name, way]) => {
      try {
        await way(`/${phase}/${encodeURIComponent(name)}`)
        results[name] = 'done'
      } catch (error) {
        results[name] = error instanceof Error ? error.name : String(error)
      }
    }),
  )
  return results
}
