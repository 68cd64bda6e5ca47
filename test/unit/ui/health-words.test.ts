import { describe, expect, it } from 'vitest'
import { heartbeatOf, limitWords, sourceOf } from '../../../src/ui/plugin-page/health-words'
import { limitsSchema } from '../../../src/kernel/manifest-schema'
import type { Manifest } from '../../../src/kernel/manifest-schema'
import * as v from 'valibot'

const limits = v.parse(limitsSchema, { executeMs: 250 })
const manifest = { limits } as Manifest
const none = {
  init: false,
  shutdown: false,
  validateConfig: false,
  healthCheck: false,
  snapshot: false,
  restore: false,
  flush: false,
}

describe('where a plugin’s health is known from', () => {
  it('is its own word, and how often it is asked', () => {
    expect(sourceOf({ manifest, members: { ...none, healthCheck: true } })).toContain('asked every 30 s')
  })

  it('is its calls, where it has no word of its own', () => {
    expect(sourceOf({ manifest, members: none })).toContain('has no healthCheck')
  })

  it('is nowhere while it is not loaded', () => {
    expect(sourceOf({ manifest, members: null })).toBeNull()
  })
})

describe('the heartbeat', () => {
  it('is silent where the worker does not answer', () => {
    expect(heartbeatOf({ generation: 1, state: 'unresponsive' })).toEqual({ word: 'silent', isBad: true })
    expect(heartbeatOf({ generation: 1, state: 'active' })).toEqual({ word: 'answers', isBad: false })
    expect(heartbeatOf({ generation: null, state: 'stopped' }).word).toBe('none')
  })
})

describe('the limits', () => {
  it('are told in the unit that reads best', () => {
    const values = Object.fromEntries(limitWords(limits, 'worker').map(({ name, value }) => [name, value]))
    expect(values).toMatchObject({ executeMs: '250 ms', initMs: '5 s', queue: '1,000' })
    expect(values).not.toHaveProperty('memoryBytes')
  })

  it('name memory only where something holds it', () => {
    expect(limitWords(limits, 'interpreter')).toContainEqual(expect.objectContaining({ name: 'memoryBytes' }))
  })
})
