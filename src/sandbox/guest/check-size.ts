import type { PluginErrorCode, WireFault } from '../protocol'
import { maxOutputDepth, measure, type Measure } from './measure'
import { round } from './primordials'

function megabytes(bytes: number): string {
  const size = bytes / 1_000_000
  return size < 0.1 ? `${bytes} bytes` : `${round(size * (size < 10 ? 100 : 1)) / (size < 10 ? 100 : 1)} MB`
}

/** Why a value is too large to leave the plugin, if it is. */
export function tooLarge({ bytes, more }: Measure, maxBytes: number, what: string): string | null {
  if (bytes <= maxBytes) return null
  return `${what} takes ${more ? 'more than' : 'about'} ${megabytes(bytes)}; the limit is ${megabytes(maxBytes)}.`
}

/** The most that a manifest lets any plugin take; the plugin that is called has a limit of its own. */
const maxInputBytes = 64 * 1024 * 1024

/** Why a value cannot be the input of another plugin's call, if it cannot. */
export function checkInput(input: unknown): WireFault | null {
  return checkSize(input, maxInputBytes, 'The input', 'INPUT').fault
}

/** What a value that is to leave the plugin whole comes to: its `fault` if it may not, as it is too large or too deep. */
export function checkSize(
  value: unknown,
  maxBytes: number,
  what: string,
  code: PluginErrorCode,
): { readonly fault: WireFault | null } {
  const measured = measure(value, maxBytes)
  const message = tooLarge(measured, maxBytes, what)
  if (message !== null) return { fault: { code, message } }
  if (!measured.tooDeep) return { fault: null }
  const deep = `${what} is nested more than ${maxOutputDepth} levels deep.`
  return { fault: { code: code === 'STATE' ? code : ('CLONE' as const), message: deep } }
}
