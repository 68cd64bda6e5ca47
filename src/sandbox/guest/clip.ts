import { slice } from './primordials'

/** Cuts a text off, and says so: half of a secret is known by that mark. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${slice(text, 0, most)}…` : text
}
