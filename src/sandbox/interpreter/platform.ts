/** What a plugin inside QuickJS has of the worker's own platform, as functions of plain values. */
import { changeableParts, type Bridge, type UrlParts } from './bridge'

export type Platform = Omit<Bridge, 'post' | 'setTimer' | 'clearTimer' | 'provide' | 'close' | 'serve'>

function partsOf(url: URL): string {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url
  const parts = { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash }
  return JSON.stringify(parts satisfies UrlParts)
}

/** `null` where the platform throws: an error of its own would name places that are not the plugin's. */
function orNull<Value>(work: () => Value): Value | null {
  try {
    return work()
  } catch {
    return null
  }
}

export function createPlatform(): Platform {
  const encoder = new TextEncoder()
  const decoders = new Map<number, TextDecoder>()
  return {
    encodeText: (text) => encoder.encode(text).buffer,
    openDecoder: (id, label, fatal, ignoreBOM) =>
      orNull(() => {
        const decoder = new TextDecoder(label, { fatal, ignoreBOM })
        decoders.set(id, decoder)
        return decoder.encoding
      }),
    decodeText: (id, bytes, stream) => orNull(() => decoders.get(id)?.decode(bytes, { stream }) ?? null),
    closeDecoder: (id) => void decoders.delete(id),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)).buffer,
    parseUrl: (url, base) => orNull(() => partsOf(base === null ? new URL(url) : new URL(url, base))),
    changeUrl: (url, part, value) =>
      orNull(() => {
        const changed = new URL(url)
        if (!changeableParts.some((known) => known === part)) return null
        Reflect.set(changed, part, value)
        return partsOf(changed)
      }),
    readQuery: (query) => JSON.stringify([...new URLSearchParams(query)]),
    writeQuery: (pairs) => new URLSearchParams(JSON.parse(pairs) as [string, string][]).toString(),
  }
}
