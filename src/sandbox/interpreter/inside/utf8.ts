import { PrivateString, PrivateUint8Array, uncurry } from '../../guest/language'
import { encodeText } from './bridge'

// Newer than the language that the rest is written for; QuickJS has it.
const { toWellFormed } = String.prototype as unknown as { toWellFormed(): string }
const repaired = uncurry<string, [], string>(toWellFormed)

/** Anything as text that is well formed, as the platform asks it of what it writes in UTF-8. */
export function wellFormed(value: unknown): string {
  return repaired(PrivateString(value))
}

/** Anything as text, in UTF-8. */
export function utf8Of(value: unknown): Uint8Array<ArrayBuffer> {
  return new PrivateUint8Array(encodeText(wellFormed(value)))
}
