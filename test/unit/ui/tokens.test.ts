import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../src/ui/tokens.css', import.meta.url), 'utf8')

function tokensOf(theme: string): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme='${theme}'] {`)).split('}')[0] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]))
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}

const grounds = ['bg', 'panel', 'raised', 'selected', 'hover']
const texts = ['text', 'soft', 'mute', 'hot-text', 'live-text', 'bad-text', 'accent-text']
const series = [1, 2, 3, 4, 5].map((turn) => `series-${turn}`)
/** Text on the ground that is its own. */
const pairs = [
  ['on-hot', 'hot-fill'],
  ['on-hot', 'hot-fill-hover'],
  ['on-bad', 'bad-fill'],
  ['text', 'hot-tint'],
  ['hot-text', 'hot-tint'],
  ['live-text', 'live-tint'],
  ['text', 'live-mark'],
  ['text', 'bad-tint'],
  ['bad-text', 'bad-tint'],
  ['accent-text', 'accent-tint'],
] as const

describe.each(['dark', 'light'])('the %s theme', (theme) => {
  const tokens = tokensOf(theme)
  const colour = (name: string): string => tokens.get(name) ?? expect.fail(`--${name} has no colour`)

  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)).concat(pairs as never))(
    'has --%s readable on --%s',
    (text, ground) => {
      expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(['hot', 'live', 'bad', 'accent', ...series])('has shapes in --%s that can be told from the panel', (name) => {
    expect(contrast(colour(name), colour('panel'))).toBeGreaterThanOrEqual(3)
  })
})
