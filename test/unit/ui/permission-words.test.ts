import { describe, expect, it } from 'vitest'
import { permissionShapes } from '../../../src/kernel/manifest-schema'
import { kindOf, listed, wishOf, wordsFor } from '../../../src/ui/permissions/permission-words'

const all = permissionShapes.map((shape) =>
  shape.replace('<origin>', 'https://api.example.com').replace('<name>', 'API_TOKEN'),
)

describe('what is said of a permission', () => {
  it.each(all)('tells what %s allows and what it does not', (capability) => {
    const { wish, allows, limits } = wordsFor(capability)
    for (const sentence of [allows, limits]) expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(wish).toMatch(/^[a-z]/)
  })

  it('is said of each in its own words', () => {
    expect(new Set(all.map((capability) => wordsFor(capability).allows)).size).toBe(all.length)
    expect(all.map(kindOf)).toEqual(['storage', 'storage', 'sql', 'plugins', 'clock', 'random', 'net', 'secrets'])
  })

  it('names the address and the secret', () => {
    expect(wordsFor('net:https://api.example.com').allows).toContain('https://api.example.com')
    expect(wordsFor('secrets:API_TOKEN').wish).toBe('read the secret API_TOKEN')
  })

  it('makes one sentence of all that a plugin wants', () => {
    expect(wishOf('notes', ['storage:read', 'clock'])).toBe('notes wants to read what it has stored and read the clock')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listed([])).toBe('')
  })
})
