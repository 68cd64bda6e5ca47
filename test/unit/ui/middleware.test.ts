import { describe, expect, it } from 'vitest'
import { builtIns } from '../../../src/kernel/middleware/built-ins'
import type { TraceStep } from '../../../src/kernel/middleware/trace'
import { chainLists, choicesFor } from '../../../src/ui/middleware/chain-rows'
import { lineOf, optionFields, optionSummary, ownOptions, textsOf } from '../../../src/ui/middleware/option-fields'
import { moved, moveSentence, placeAt, placeByKey } from '../../../src/ui/middleware/order'
import { ownTime } from '../../../src/ui/middleware/own-time'
import { beadOf, traceView } from '../../../src/ui/middleware/trace-view'

const step = (middleware: string, ms: number, outcome: TraceStep['outcome'] = 'ok', inside = 1): TraceStep => ({
  middleware,
  ms,
  outcome,
  inside,
})

describe('the order of a chain', () => {
  it('takes one out and puts it in again, at the nearest place that there is', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b', 'c'], 1, 9)).toEqual(['a', 'c', 'b'])
    expect(moved(['a'], 4, 0)).toEqual(['a'])
  })

  it('is changed by arrows, Home and End, and by no other key', () => {
    expect(placeByKey('ArrowUp', 1, 3)).toBe(0)
    expect(placeByKey('ArrowUp', 0, 3)).toBe(0)
    expect(placeByKey('ArrowDown', 2, 3)).toBe(2)
    expect(placeByKey('End', 0, 3)).toBe(2)
    expect(placeByKey('a', 0, 3)).toBeNull()
  })

  it('is changed by a pointer where it passes the middle of a neighbour', () => {
    expect([5, 30, 55].map((y) => placeAt([20, 50], y))).toEqual([0, 1, 2])
  })

  it('is read out', () => {
    expect(moveSentence('cache', 0, 3)).toBe('cache is number 1 of 3, the outermost')
    expect(moveSentence('cache', 1, 3)).toBe('cache is number 2 of 3')
    expect(moveSentence('cache', 2, 3)).toBe('cache is number 3 of 3, the innermost')
  })
})

describe('the lists of a chain', () => {
  const choices = [
    { name: 'metrics', description: 'Counts.', isBuiltIn: true },
    { name: 'audit-log', description: '', isBuiltIn: false },
  ]

  it('show what is for all beside what this plugin has, and what takes its place', () => {
    const links = [
      { name: 'audit-log', of: '*', kind: 'plugin' as const, problem: 'It is disabled' },
      { name: 'metrics', of: 'greeter', kind: 'built-in' as const, problem: null },
    ]
    const { all, own } = chainLists(links, ['metrics', 'audit-log'], choices, false)
    expect(all).toMatchObject([
      { name: 'metrics', isOverridden: true, description: 'Counts.' },
      { name: 'audit-log', isOverridden: false, isBuiltIn: false, problem: 'It is disabled' },
    ])
    expect(own).toMatchObject([{ name: 'metrics', target: 'greeter', isOverridden: false }])
  })

  it('offer neither what stands there nor the plugin itself', () => {
    expect(choicesFor('audit-log', [], choices).map(({ name }) => name)).toEqual(['metrics'])
    const { own } = chainLists([{ name: 'metrics', of: 'x', kind: 'built-in', problem: null }], [], choices, false)
    expect(choicesFor('x', own, choices).map(({ name }) => name)).toEqual(['audit-log'])
  })
})

describe('the picture of a trace', () => {
  const told = (steps: readonly TraceStep[], call: number | null = 7) =>
    traceView({ plugin: 'greeter', call, durationMs: 10, steps })

  it('gives the plugin what the middleware did not take', () => {
    const view = told([step('metrics', 1), step('validation', 2)])
    expect(view.rows.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.1],
      [0.1, 0.2],
    ])
    expect(view.core?.ms).toBe(7)
    expect(view.core?.left).toBeCloseTo(0.3)
    expect(view).toMatchObject({ isOk: true, isNotable: false })
    expect(view.sentence).toContain('went through to greeter')
  })

  it('has a bead for each row that is on the way: a ring, full where the call came by, red where it is amiss', () => {
    const row = { isOverridden: false, problem: null }
    const [passed = null, refused = null] = told([
      step('metrics', 1, 'OVERLOADED'),
      step('rate-limit', 1, 'OVERLOADED', 0),
    ]).rows
    expect([beadOf(row, null), beadOf(row, passed), beadOf(row, refused)]).toEqual(['ring', 'full', 'bad'])
    expect(beadOf({ ...row, problem: 'It is disabled' }, passed)).toBe('bad')
    expect(beadOf({ ...row, isOverridden: true }, null)).toBeNull()
  })

  it('turns around where a cache answered', () => {
    const view = told([step('metrics', 1), step('cache', 1, 'ok', 0)])
    expect(view.rows[1]).toMatchObject({ isEnd: true, isBad: false, word: 'answered from the cache' })
    expect(view).toMatchObject({ core: null, isOk: true, isNotable: true })
    expect(view.sentence).toBe('The call turned around at cache: greeter was not asked.')
  })

  it('turns around where the call was refused, which what is around it only passes on', () => {
    const view = told([step('metrics', 1, 'OVERLOADED'), step('rate-limit', 1, 'OVERLOADED', 0)])
    expect(view.rows[0]).toMatchObject({ word: null, isBad: false })
    expect(view.rows[1]).toMatchObject({ word: 'refused: OVERLOADED', isEnd: true, isBad: true })
    expect(view.core).toBeNull()
  })

  it('tells of a check that refused the answer, and of a plugin that failed', () => {
    const refused = told([step('validation', 1, 'OUTPUT'), step('logging', 1)])
    expect(refused.rows[0]).toMatchObject({ word: 'failed: OUTPUT', isBad: true })
    expect(refused.core?.isBad).toBe(false)
    const failed = told([step('validation', 1, 'EXECUTE'), step('logging', 1, 'EXECUTE')])
    expect(failed.rows.some(({ isBad }) => isBad)).toBe(false)
    expect(failed.core?.isBad).toBe(true)
    expect(failed.sentence).toContain('failed with EXECUTE')
  })

  it('tells of a call that was refused when its turn came, without asking the plugin', () => {
    const view = told([step('metrics', 1, 'INPUT'), step('validation', 1, 'INPUT')], null)
    expect(view).toMatchObject({ core: null, isOk: false })
    expect(view.rows.some(({ isEnd, isBad }) => isEnd || isBad)).toBe(false)
    expect(view.sentence).toBe('The call ended with INPUT before greeter took it.')
    const later = told(
      [step('recovery', 1, 'INPUT', 2), step('logging', 1, 'EXECUTE'), step('logging', 1, 'INPUT')],
      null,
    )
    expect(later.core).not.toBeNull()
    expect(later.sentence).toBe(view.sentence)
  })

  it('puts the attempts of one call together', () => {
    const view = told([
      step('recovery', 1, 'ok', 3),
      step('logging', 1, 'EXECUTE'),
      step('logging', 2, 'EXECUTE'),
      step('logging', 3),
    ])
    expect(view.rows).toMatchObject([
      { name: 'recovery', word: '3 attempts', isBad: false },
      { name: 'logging', ms: 6, inside: 3, word: null },
    ])
    expect(view.core?.ms).toBe(3)
  })
})

describe('the options of a built-in middleware', () => {
  const fieldsOf = (name: string) => {
    const builtIn = builtIns.get(name)
    if (!builtIn) throw new Error(`there is no ${name}`)
    return optionFields(builtIn)
  }

  it('are fields with a description, a default and bounds', () => {
    expect(fieldsOf('cache')[0]).toMatchObject({
      ...{ kind: 'number', name: 'entries', byDefault: 500, min: 1, max: 100_000, isWhole: true },
      what: expect.stringContaining('How many outputs are kept.') as string,
    })
    expect(fieldsOf('recovery').find(({ name }) => name === 'jitter')).toMatchObject({ isWhole: false, max: 1 })
    expect(fieldsOf('logging')[0]).toMatchObject({ kind: 'switch', byDefault: false })
    expect(fieldsOf('metrics')).toEqual([])
  })

  it('cover every option that there is, with the default that holds', () => {
    for (const [name, builtIn] of builtIns) {
      const defaults = builtIn.readOptions({})
      const fields = fieldsOf(name).map((field) => [field.name, field.byDefault])
      expect(defaults, name).toEqual({ ok: true, value: Object.fromEntries(fields) })
    }
  })

  it('are kept only where they are not as they come', () => {
    const fields = fieldsOf('cache')
    expect(ownOptions(fields, { entries: 500, bytes: 9, maxAgeMs: 60_000 })).toEqual({ bytes: 9 })
    expect(optionSummary(fields, { entries: 5_000, maxAgeMs: 60_000 })).toBe('entries 5,000')
    expect(optionSummary(fieldsOf('logging'), { input: true, output: false })).toBe('input on')
  })
})

describe('an option that is a list of texts', () => {
  const field = { kind: 'texts', name: 'optional', byDefault: [], what: '' } as const

  it('is typed into one line', () => {
    expect(textsOf(' clock,, net:https://a.b  sql,')).toEqual(['clock', 'net:https://a.b', 'sql'])
    expect(textsOf('')).toEqual([])
    expect(lineOf(['clock', 'sql'])).toBe('clock, sql')
  })

  it('is kept and told where something stands in it', () => {
    expect(ownOptions([field], { optional: [] })).toEqual({})
    expect(ownOptions([field], { optional: ['clock'] })).toEqual({ optional: ['clock'] })
    expect(optionSummary([field], { optional: ['clock', 'sql'] })).toBe('optional clock, sql')
  })
})

it('calls what the clock cannot tell less than its step', () => {
  expect([0, 0.1, 2.34].map(ownTime)).toEqual(['< 0.1 ms', '0.10 ms', '2.3 ms'])
})
