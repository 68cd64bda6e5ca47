import { deleteProperty, getPrototypeOf, ownKeys } from './primordials'

/**
 * What a plugin could reach other realms, the network or the disk with. The policy of the page closes most of these
 * as well; this list closes what it leaves open (BroadcastChannel, nested workers, WebAssembly in WebKit) and makes
 * the rest plainly absent. Names that begin with `RTC` go too.
 */
const doors = [
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'WebAssembly',
  'indexedDB',
  'caches',
  'CacheStorage',
  'cookieStore',
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebSocketError',
  'EventSource',
  'WebTransport',
  'importScripts',
  'webkitRequestFileSystem',
  'webkitRequestFileSystemSync',
  'webkitResolveLocalFileSystemURL',
  'webkitResolveLocalFileSystemSyncURL',
  'Notification',
  'SharedArrayBuffer',
  // The worker's own channel to its frame: the plugin's messages go over the private port, or not at all.
  'postMessage',
  'onmessage',
  'onmessageerror',
] as const

const navigatorDoors = [
  'storage',
  'storageBuckets',
  'locks',
  'serviceWorker',
  'sendBeacon',
  'permissions',
  'usb',
  'hid',
  'serial',
  'gpu',
  'ml',
] as const

/** Some names are own properties and some the prototype's, by engine; in Firefox even reading `self.caches` throws. */
function removeAlongChain(start: object, key: PropertyKey): void {
  for (let target: object | null = start; target !== null; target = getPrototypeOf(target)) {
    try {
      deleteProperty(target, key)
    } catch {
      // What cannot be deleted stays behind the page's policy.
    }
  }
}

export function closeDoors(): void {
  for (let index = 0; index < doors.length; index++) removeAlongChain(self, doors[index] ?? '')
  for (let index = 0; index < navigatorDoors.length; index++) {
    removeAlongChain(navigator, navigatorDoors[index] ?? '')
  }
  const names = ownKeys(self)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (typeof name === 'string' && name[0] === 'R' && name[1] === 'T' && name[2] === 'C') removeAlongChain(self, name)
  }
}
