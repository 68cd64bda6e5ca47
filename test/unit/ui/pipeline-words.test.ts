import { describe, expect, it } from 'vitest'
import { pluginError } from '../../../src/kernel/errors'
import type { PipelineReport, StepStats } from '../../../src/kernel/pipeline/pipeline-report'
import {
  crossed,
  endingOf,
  errorRows,
  placeName,
  rateOf,
  shortCount,
  timePerItem,
} from '../../../src/ui/pipelines/pipeline-words'

const error = pluginError('EXECUTE', 'execute', { plugin: 'b', version: '1.0.0', generation: 1 }, 'no')
const measures = { errors: [], moreErrors: 0, steps: [], samples: [], durationMs: 5 }
const good: PipelineReport = { ok: true, output: [], ...measures }

describe('the places of a pipeline', () => {
  it('are named by the plugins beside them', () => {
    expect([0, 1, 2].map((place) => placeName(['a', 'b'], place))).toEqual([
      'Items that went in',
      'Items between a and b',
      'Items that came out',
    ])
  })

  it('count what went into the first step and out of each', () => {
    const counts = { version: null, generations: [], errors: 0, busyMs: 0, p50Ms: null, p95Ms: null }
    const stats: StepStats[] = [
      { plugin: 'a', in: 10, out: 8, ...counts },
      { plugin: 'b', in: 8, out: 3, ...counts },
    ]
    expect([0, 1, 2].map((place) => crossed(stats, place))).toEqual([10, 8, 3])
    expect(crossed([], 0)).toBeNull()
  })
})

describe('numbers', () => {
  it('are short under a bead', () => {
    expect([7, 9_999, 12_345, 123_456, 999_960, 3_100_000].map(shortCount)).toEqual([
      '7',
      '9,999',
      '12.3k',
      '123k',
      '1.0M',
      '3.1M',
    ])
  })

  it('tell the time of an item in the unit that has digits', () => {
    expect([0.0031, 0.25, 12].map(timePerItem)).toEqual(['3.1 µs/item', '0.25 ms/item', '12.0 ms/item'])
  })

  it('tell no rate of what has hardly begun', () => {
    expect(rateOf(50, 10)).toBeNull()
    expect(rateOf(0, 1_000)).toBeNull()
    expect(rateOf(52_000, 500)).toBe('104,000 items/s')
  })
})

describe('the end of a run', () => {
  it('lists the failure that ended it before the errors that did not', () => {
    const report: PipelineReport = {
      ...{ ok: false, error, step: 1, item: 4 },
      ...{ ...measures, errors: [{ step: 0, item: 2, error }] },
    }
    expect(errorRows(report).map(({ step, item }) => [step, item])).toEqual([
      [1, 4],
      [0, 2],
    ])
    expect(endingOf(report, 0, true)).toBe('It failed on item 5.')
  })

  it('is no error where the person cancelled it', () => {
    const cancelled = pluginError('CANCELLED', 'execute', { plugin: 'b', version: null, generation: null }, 'stopped')
    const report: PipelineReport = { ok: false, error: cancelled, step: 0, ...measures }
    expect(errorRows(report)).toEqual([])
    expect(endingOf(report, 3, true)).toBe('Cancelled.')
  })

  it('says how many came out and how many failed', () => {
    expect(endingOf(good, 1_200, true)).toBe('1,200 items came out.')
    expect(endingOf({ ...good, moreErrors: 2 }, 1, true)).toBe('1 item came out; 2 items failed.')
    expect(endingOf(good, 0, false)).toBe('Done.')
  })
})
