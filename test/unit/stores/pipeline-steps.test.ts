import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moved, readStep, readStepConfig, textsOf } from '../../../src/stores/pipeline-steps'

describe('a step as it is typed', () => {
  it('is the step that it was read from', () => {
    const steps = [
      { plugin: 'titlecase' },
      { plugin: 'transform', version: '^1.0.0', config: { steps: ['upper', 'trim'] } },
    ]
    for (const step of steps) expect(readStep(textsOf(step))).toEqual({ ok: true, value: step })
  })

  it('has no version and no config where their texts are blank', () => {
    expect(readStep({ plugin: 'math', version: '  ', config: ' \n' })).toEqual({ ok: true, value: { plugin: 'math' } })
  })

  it('says what is wrong with its config', () => {
    expect(readStepConfig('{"rows": }')).toMatchObject({ ok: false, error: expect.stringContaining('JSON') })
    expect(readStepConfig('[1]')).toMatchObject({ ok: false, error: expect.stringContaining('braces') })
    expect(readStepConfig('{"__proto__": {}}')).toMatchObject({
      ok: false,
      error: expect.stringContaining('__proto__'),
    })
    expect(readStepConfig('{"rows": 10}')).toEqual({ ok: true, value: { rows: 10 } })
  })
})

describe('a step that is moved', () => {
  it('stands in its new place, and the others in their order', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  })

  it('stops at the ends, where the list is the same one', () => {
    const list = ['a', 'b']
    expect(moved(list, 0, -1)).toBe(list)
    expect(moved(list, 1, 9)).toBe(list)
  })

  it('never loses nor doubles an entry', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(12), fc.integer({ min: -3, max: 15 }), (list, from, to) => {
        const next = moved(list, from, to)
        expect([...next].sort()).toEqual([...list].sort())
        if (from < list.length) expect(next[Math.max(0, Math.min(list.length - 1, to))]).toBe(list[from])
      }),
    )
  })
})
