/** The keys of a command in the notation of stores/commands.ts: `Mod+Alt+S`, where `Mod` is Ctrl, or Cmd on a Mac. */
export type Keys = string

/** Whether this computer's keyboard has a Command key. */
export function isApple(platform = navigator.platform): boolean {
  return /^(Mac|iP)/.test(platform)
}

const appleSigns: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Delete: '⌫' }
const plainNames: Readonly<Record<string, string>> = { Mod: 'Ctrl', Delete: 'Del' }

/** Keys as they stand on the person's keyboard: `⌘S`, or `Ctrl+S`. */
export function keysLabel(keys: Keys, apple = isApple()): string {
  const parts = keys.split('+')
  return apple
    ? parts.map((part) => appleSigns[part] ?? part).join('')
    : parts.map((part) => plainNames[part] ?? part).join('+')
}

/** What `aria-keyshortcuts` takes. */
export function ariaKeys(keys: Keys, apple = isApple()): string {
  return keys.replace('Mod', apple ? 'Meta' : 'Control')
}

/** The parts of a keyboard event that tell which keys are down. */
export type KeyStroke = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * Whether a keystroke is these keys. Letters and digits go by their place on the keyboard as well, since Alt changes
 * the character that a key gives: on a Mac, Alt+5 types '∞'.
 */
export function matchesKeys(stroke: KeyStroke, keys: Keys, apple = isApple()): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const mod = apple ? stroke.metaKey : stroke.ctrlKey
  const other = apple ? stroke.ctrlKey : stroke.metaKey
  if (other || mod !== parts.includes('Mod')) return false
  if (stroke.altKey !== parts.includes('Alt') || stroke.shiftKey !== parts.includes('Shift')) return false
  if (stroke.key.toLowerCase() === key.toLowerCase()) return true
  if (/^\d$/.test(key)) return stroke.code === `Digit${key}`
  // Only with Alt: without it the character is right, and on other layouts the place is not.
  return stroke.altKey && /^[A-Z]$/.test(key) && stroke.code === `Key${key}`
}
