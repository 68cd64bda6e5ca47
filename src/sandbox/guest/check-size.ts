import type { PluginErrorCode, WireFault } from '../protocol'
import { maxOutputDepth, measure } from './measure'
import { round } from './primordials'

function megabytes(bytes: number): string {
  const size = bytes / 1_000_000
  return size < 0.1 ? `${bytes} bytes` : `${round(size * (size < 10 ? 100 : 1)) / (size < 10 ? 100 : 1)} MB`
}

interface Checked {
  readonly warnings: readonly string[]
  readonly fault: WireFault | null
}

/** What a value that is to leave the plugin comes to: its `fault` if it may not, as it is too large or too deep. */
export function checkSize(value: unknown, maxBytes: number, what: string, code: PluginErrorCode): Checked {
  const { bytes, more, tooDeep, warnings } = measure(value, maxBytes)
  if (bytes > maxBytes) {
    const size = `${more ? 'more than' : 'about'} ${megabytes(bytes)}`
    return { warnings, fault: { code, message: `${what} takes ${size}; the limit is ${megabytes(maxBytes)}.` } }
  }
  if (tooDeep === null) return { warnings, fault: null }
  const message = `${what} is nested more than ${maxOutputDepth} levels deep.`
  return { warnings, fault: { code: code === 'STATE' ? code : ('CLONE' as const), message } }
}
