import { describe, expect, it } from 'vitest'
import { ariaKeys, keysLabel, matchesKeys, type KeyStroke } from '../../../src/ui/controls/keys'

function stroke(key: string, held: Partial<KeyStroke> = {}): KeyStroke {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }
}

describe('keys', () => {
  it('are shown as they stand on the keyboard', () => {
    expect(keysLabel('Mod+Alt+S', true)).toBe('⌘⌥S')
    expect(keysLabel('Mod+Alt+S', false)).toBe('Ctrl+Alt+S')
    expect(ariaKeys('Mod+S', true)).toBe('Meta+S')
    expect(ariaKeys('Mod+S', false)).toBe('Control+S')
  })

  it('match with Ctrl, or with Cmd on a Mac, and never with both', () => {
    expect(matchesKeys(stroke('s', { ctrlKey: true }), 'Mod+S', false)).toBe(true)
    expect(matchesKeys(stroke('s', { metaKey: true }), 'Mod+S', true)).toBe(true)
    expect(matchesKeys(stroke('s', { ctrlKey: true }), 'Mod+S', true)).toBe(false)
    expect(matchesKeys(stroke('s', { ctrlKey: true, metaKey: true }), 'Mod+S', false)).toBe(false)
  })

  it('do not match with a modifier too many or too few', () => {
    expect(matchesKeys(stroke('s'), 'Mod+S', false)).toBe(false)
    expect(matchesKeys(stroke('S', { ctrlKey: true, shiftKey: true }), 'Mod+S', false)).toBe(false)
    expect(matchesKeys(stroke('s', { ctrlKey: true }), 'Mod+Alt+S', false)).toBe(false)
  })

  it('match by place where Alt changes the character', () => {
    expect(matchesKeys(stroke('∞', { altKey: true, code: 'Digit5' }), 'Alt+5', true)).toBe(true)
    expect(matchesKeys(stroke('∑', { altKey: true, code: 'KeyW' }), 'Alt+W', true)).toBe(true)
  })

  it('go by the character on other layouts where Alt is not held', () => {
    expect(matchesKeys(stroke('z', { ctrlKey: true, code: 'KeyW' }), 'Mod+W', false)).toBe(false)
  })
})
