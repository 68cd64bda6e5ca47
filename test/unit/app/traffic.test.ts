import { describe, expect, it } from 'vitest'
import { createTraffic, type Traffic } from '../../../src/app/traffic'
import { pluginError } from '../../../src/kernel/errors'
import type { CallReport } from '../../../src/kernel/reports'
import { createFakeClock, type FakeClock } from '../kernel/support/fake-clock'
import { createWorld } from '../kernel/support/world'

const deadlineMs = 5_000
const subject = { plugin: 'greeter', version: '1.0.0', generation: 1 }

function answered(execution: number, generation = 1, durationMs = 2): CallReport {
  return { ok: true, output: 0, version: '1.0.0', generation, durationMs, call: execution, warnings: [] }
}

const failed = (call: number): CallReport => ({
  ...{ ok: false, durationMs: 1, call, warnings: [] },
  error: pluginError('EXECUTE', 'execute', subject, 'no'),
})

interface Stream {
  readonly clock: FakeClock
  readonly traffic: Traffic
  /** When each call was sent, in milliseconds. */
  readonly sentAt: readonly number[]
}

function stream(
  perSecond: number,
  run: (call: number) => Promise<CallReport> = async (call) => answered(call),
): Stream {
  const clock = createFakeClock()
  const sentAt: number[] = []
  const traffic = createTraffic({
    clock,
    perSecond,
    deadlineMs: () => deadlineMs,
    run(call) {
      sentAt.push(clock.now())
      return run(call)
    },
  })
  return { clock, traffic, sentAt }
}

const clean = { failed: 0, failures: {}, newestFailure: null, lost: 0, doubled: 0, underWay: 0 }

describe('the pace of the traffic', () => {
  it.each([1, 7, 50, 333, 500])('is %d calls a second, steadily', async (perSecond) => {
    const { clock, traffic, sentAt } = stream(perSecond)
    traffic.start()
    await clock.advance(10_000)
    expect(Math.abs(sentAt.length - 10 * perSecond)).toBeLessThanOrEqual(3)
    const seconds = Array.from(
      { length: 10 },
      (_, second) => sentAt.filter((at) => Math.floor(at / 1_000) === second).length,
    )
    for (const calls of seconds) expect(Math.abs(calls - perSecond)).toBeLessThanOrEqual(3)
  })

  it('changes at once, with nothing owed', async () => {
    const { clock, traffic, sentAt } = stream(500)
    traffic.start()
    await clock.advance(1_000)
    traffic.perSecond = 10
    const before = sentAt.length
    await clock.advance(1_000)
    expect(sentAt.length - before).toBeLessThanOrEqual(12)
  })

  it('stays between 1 and 500', () => {
    const { traffic } = stream(50)
    traffic.perSecond = 0
    expect(traffic.perSecond).toBe(1)
    traffic.perSecond = 10_000
    expect(traffic.perSecond).toBe(500)
  })

  it('does not wait for answers', async () => {
    const { clock, traffic, sentAt } = stream(100, () => new Promise(() => {}))
    traffic.start()
    await clock.advance(1_000)
    expect(sentAt.length).toBeGreaterThanOrEqual(99)
  })

  it('makes up for a short sleep little by little, and forgives a long one', async () => {
    const clock = createFakeClock()
    /** A page whose timers come late while it sleeps. */
    let asleepUntil = 0
    const sleepy = {
      ...clock,
      now: () => clock.now(),
      after: (ms: number, callback: () => void) => clock.after(Math.max(ms, asleepUntil - clock.now()), callback),
    }
    const sentAt: number[] = []
    const run = async (call: number) => {
      sentAt.push(clock.now())
      return answered(call)
    }
    const traffic = createTraffic({ clock: sleepy, run, perSecond: 500, deadlineMs: () => deadlineMs })
    traffic.start()
    await clock.advance(1_000)
    asleepUntil = clock.now() + 600
    await clock.advance(3_000)
    expect(Math.abs(sentAt.length - 2_000)).toBeLessThanOrEqual(4)
    asleepUntil = clock.now() + 60_000
    await clock.advance(62_000)
    const most = Math.max(...sentAt.map((at) => sentAt.filter((other) => other === at).length))
    expect(most).toBeLessThanOrEqual(16)
    // Two seconds of calls, and one that was made up for.
    expect(Math.abs(sentAt.length - 3_500)).toBeLessThanOrEqual(10)
  })
})

describe('the account of the traffic', () => {
  it('has every answer', async () => {
    const { clock, traffic } = stream(500)
    traffic.start()
    await clock.advance(1_000)
    traffic.stop()
    await clock.advance(1_000)
    const { totals } = traffic.read()
    expect(totals).toEqual({ ...clean, sent: totals.sent, answered: totals.sent })
    expect(clock.timers).toBe(0)
  })

  it('counts failures by their code', async () => {
    const { clock, traffic } = stream(10, async (call) => (call % 2 ? answered(call) : failed(call)))
    traffic.start()
    await clock.advance(950)
    const { totals, buckets } = traffic.read()
    expect(totals).toMatchObject({ sent: 10, answered: 5, failed: 5, failures: { EXECUTE: 5 }, lost: 0 })
    expect(buckets.reduce((sum, { errors }) => sum + errors, 0)).toBeGreaterThanOrEqual(3)
  })

  it('calls lost what has no answer after its deadline, until it has one', async () => {
    let answer: (report: CallReport) => void = () => {}
    const { clock, traffic } = stream(1, () => new Promise((resolve) => (answer = resolve)))
    traffic.start()
    traffic.stop()
    await clock.advance(deadlineMs)
    expect(traffic.read().totals).toMatchObject({ sent: 1, lost: 0, underWay: 1 })
    await clock.advance(1_500)
    expect(traffic.read().totals).toMatchObject({ sent: 1, lost: 1, underWay: 0 })
    expect(clock.timers).toBe(0)
    answer(answered(1))
    await clock.advance(0)
    expect(traffic.read().totals).toMatchObject({ sent: 1, answered: 1, lost: 0 })
  })

  it('calls doubled what answers two calls by one execution', async () => {
    const { clock, traffic } = stream(10, async (call) => answered(Math.min(call, 3)))
    traffic.start()
    await clock.advance(450)
    expect(traffic.read().totals).toMatchObject({ sent: 5, doubled: 2 })
  })

  it('is told by quarters of a second and by generation', async () => {
    const { clock, traffic } = stream(100, async (call) => answered(call, call <= 50 ? 1 : 2, call % 20))
    traffic.start()
    await clock.advance(500)
    traffic.mark(2, false)
    await clock.advance(500)
    const { buckets, generations, marks } = traffic.read()
    expect(buckets.map(({ at }) => at)).toEqual([0, 250, 500, 750])
    expect(buckets[0]).toMatchObject({ calls: 25, errors: 0 })
    expect([...buckets[0]!.byGeneration]).toEqual([[1, 25]])
    expect([...buckets[3]!.byGeneration]).toEqual([[2, 25]])
    expect(buckets[1]!.p50Ms).toBeGreaterThan(5)
    expect(buckets[1]!.p95Ms).toBeGreaterThan(buckets[1]!.p50Ms!)
    expect(generations).toMatchObject([
      { generation: 1, version: '1.0.0', calls: 50 },
      { generation: 2, calls: expect.any(Number) },
    ])
    expect(marks).toEqual([{ at: 500, generation: 2, isComeback: false }])
  })

  it('keeps a minute, and leaves out the time in which it was off', async () => {
    const { clock, traffic } = stream(10)
    traffic.start()
    await clock.advance(1_000)
    traffic.stop()
    await clock.advance(30_000)
    traffic.start()
    await clock.advance(1_000)
    const ats = traffic.read().buckets.map(({ at }) => at)
    expect(ats.some((at) => at > 1_500 && at < 30_500)).toBe(false)
    await clock.advance(120_000)
    expect(traffic.read().buckets).toHaveLength(240)
  })
})

it('through swaps of a real kernel, no call is lost, doubled or failed', async () => {
  const world = createWorld()
  await world.save({ execute: (input) => input })
  const traffic = createTraffic({
    clock: world.clock,
    run: (call) => world.kernel.run('greeter', call, { quiet: true }),
    perSecond: 500,
    deadlineMs: () => deadlineMs,
  })
  traffic.start()
  for (let swap = 0; swap < 20; swap++) {
    await world.clock.advance(40)
    await world.save({ execute: (input) => input })
  }
  traffic.stop()
  await world.clock.advance(1_000)
  const { totals, generations } = traffic.read()
  expect(totals).toEqual({ ...clean, sent: totals.sent, answered: totals.sent })
  expect(totals.sent).toBeGreaterThan(390)
  expect(generations.length).toBeGreaterThan(15)
})
