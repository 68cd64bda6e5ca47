import { describe, expect, it } from 'vitest'
import type { TrafficReading } from '../../../src/app/traffic'
import { pluginError } from '../../../src/kernel/errors'
import type { TrafficBucket, TrafficTotals } from '../../../src/app/traffic-ledger'
import { executeMsOf, failuresOf, trafficSummary } from '../../../src/stores/traffic-words'
import { formatMs } from '../../../src/ui/controls/format'
import { columnWords, seriesOf, trafficChart } from '../../../src/ui/drawer/traffic-chart'
import { rateAt, rateSteps, stepOf } from '../../../src/ui/run/rate-steps'

const totals: TrafficTotals = {
  ...{ sent: 0, answered: 0, failed: 0, failures: {}, newestFailure: null },
  ...{ lost: 0, doubled: 0, underWay: 0 },
}

function bucket(at: number, more: Partial<TrafficBucket> = {}): TrafficBucket {
  return { at, calls: 25, errors: 0, p50Ms: 1, p95Ms: 2, byGeneration: new Map([[1, 25]]), ...more }
}

function reading(buckets: TrafficBucket[], marks: TrafficReading['marks'] = []): TrafficReading {
  return { at: 0, totals, buckets, generations: [], marks }
}

const minute = Array.from({ length: 240 }, (_, index) => bucket(index * 250))

describe('the chart of the traffic', () => {
  it('has a column for each quarter of a second, the newest at the right', () => {
    const { columns, x, callsPerSecond } = trafficChart(reading(minute), 60)
    expect(columns).toHaveLength(240)
    expect([x[0], x.at(-1)]).toEqual([-59.875, -0.125])
    expect(new Set(callsPerSecond)).toEqual(new Set([100]))
  })

  it('shows no more seconds than it has room for, and few while there are few', () => {
    expect(trafficChart(reading(minute), 30)).toMatchObject({ span: 30, columns: { length: 120 } })
    expect(trafficChart(reading(minute.slice(0, 8)), 60).span).toBe(15)
    expect(trafficChart(reading(minute.slice(0, 80)), 60).span).toBe(30)
    expect(trafficChart(reading([]), 60)).toMatchObject({ columns: [], x: [] })
  })

  it('stacks the generations, the failures on top', () => {
    const mixed = bucket(0, {
      calls: 28,
      errors: 3,
      byGeneration: new Map([
        [2, 10],
        [1, 15],
      ]),
    })
    expect(trafficChart(reading([mixed]), 60).columns[0]).toMatchObject({
      parts: [
        { generation: 1, from: 0, to: 60 },
        { generation: 2, from: 60, to: 100 },
      ],
      errors: { from: 100, to: 112 },
    })
  })

  it('breaks its lines where the traffic was off', () => {
    const { p50Ms, columns } = trafficChart(reading([bucket(0), bucket(250), bucket(5_000)]), 60)
    expect(p50Ms).toEqual([1, 1, null, 1])
    expect(columns).toHaveLength(3)
  })

  it('marks each commit at its time, and leaves those out that are past', () => {
    const marks = [1_000, 59_000].map((at, index) => ({ at, generation: index + 2, isComeback: false }))
    expect(trafficChart(reading(minute, marks), 30).marks).toEqual([{ x: -1, generation: 3, isComeback: false }])
  })

  it('does not let a rare peak make all else small', () => {
    const peaks = minute.map((one, index) => (index === 100 ? { ...one, calls: 2_000, p95Ms: 900 } : one))
    expect(trafficChart(reading(peaks), 60)).toMatchObject({ topCalls: 130, topMs: 2.6 })
  })

  it('gives neighbours different colours', () => {
    for (let generation = 1; generation < 30; generation++) {
      expect(seriesOf(generation)).not.toBe(seriesOf(generation + 1))
      expect(seriesOf(generation)).toBeGreaterThan(0)
    }
  })

  it('tells a column in words', () => {
    const { columns } = trafficChart(reading([bucket(0, { calls: 26, errors: 1 })]), 60)
    expect(columnWords(columns[0]!, formatMs)).toBe('104/s · g1 · 1 failed · p50 1.0 ms · p95 2.0 ms')
  })
})

describe('the words of the traffic', () => {
  it('are a sentence that can be read out', () => {
    const told = trafficSummary({ ...totals, sent: 12_345, answered: 12_345 })
    expect(told).toBe('Traffic: 12,345 sent, 12,345 answered, 0 lost, 0 doubled, 0 failed.')
  })

  it('name the failures, the most frequent first, and say what the newest came to', () => {
    expect(failuresOf(totals)).toBeNull()
    const newestFailure = pluginError(
      'EXECUTE',
      'execute',
      { plugin: 'greeter', version: null, generation: null },
      'no',
    )
    const failed = { ...totals, failures: { EXECUTE: 1, TIMEOUT: 1_200 }, newestFailure }
    expect(failuresOf(failed)).toBe('TIMEOUT 1,200, EXECUTE 1 · no')
  })

  it('take the deadline from the manifest', () => {
    expect(executeMsOf('{ "limits": { "executeMs": 200 } }')).toBe(200)
    expect(executeMsOf('{}')).toBe(5_000)
    expect(executeMsOf('{')).toBe(5_000)
  })
})

describe('the slider of the rate', () => {
  it('has a place for each step, and finds the nearest', () => {
    for (const rate of rateSteps) expect(rateAt(stepOf(rate))).toBe(rate)
    expect(rateAt(stepOf(48))).toBe(50)
    expect(rateAt(stepOf(0))).toBe(1)
    expect(rateAt(stepOf(9_999))).toBe(500)
    expect(rateAt(-1)).toBe(1)
    expect(rateAt(99)).toBe(500)
  })

  it('goes from 1 to 500, each step upwards', () => {
    expect([rateSteps[0], rateSteps.at(-1)]).toEqual([1, 500])
    expect(rateSteps).toEqual(rateSteps.toSorted((a, b) => a - b))
  })
})
