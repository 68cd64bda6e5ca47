import { describe, expect, it } from 'vitest'
import type { GuestFault } from '../../../src/kernel/guest-fault'
import { fail, ok, type Result } from '../../../src/kernel/result'
import type { Frame, Opening } from '../../../src/sandbox/host/frame'
import { openHedged } from '../../../src/sandbox/host/hedged-opening'
import { createFakeClock, settle } from '../kernel/support/fake-clock'

const dead: GuestFault = { code: 'INTERNAL', message: 'It did not come up.' }

function fakeFrame(): Frame {
  return { port: new MessageChannel().port1, onControl: null, pingFrame: () => undefined, remove: () => undefined }
}

function setUp() {
  const clock = createFakeClock()
  const opened: { end: (result: Result<Frame, GuestFault>) => void; cancelled: boolean }[] = []
  const open = (): Opening => {
    let end: (result: Result<Frame, GuestFault>) => void = () => undefined
    const ready = new Promise<Result<Frame, GuestFault>>((resolve) => (end = resolve))
    const record = { end, cancelled: false }
    opened.push(record)
    return {
      ready,
      cancel() {
        record.cancelled = true
        end(fail({ code: 'CANCELLED', message: 'It was cancelled.' }))
      },
    }
  }
  return { clock, opened, opening: openHedged(open, clock, 1_500) }
}

describe('a hedged opening', () => {
  it('opens one frame where that comes up in time', async () => {
    const { clock, opened, opening } = setUp()
    const frame = fakeFrame()
    opened[0]?.end(ok(frame))
    expect(await opening.ready).toEqual(ok(frame))
    await clock.advance(5_000)
    expect(opened).toHaveLength(1)
  })

  it('opens a second beside one that is slow, takes the first that is up, and cancels the other', async () => {
    const { clock, opened, opening } = setUp()
    await clock.advance(1_500)
    expect(opened).toHaveLength(2)
    const frame = fakeFrame()
    opened[1]?.end(ok(frame))
    expect(await opening.ready).toEqual(ok(frame))
    expect(opened.map(({ cancelled }) => cancelled)).toEqual([true, false])
  })

  it('opens a second at once where the first fails, and no third', async () => {
    const { clock, opened, opening } = setUp()
    opened[0]?.end(fail(dead))
    await settle()
    expect(opened).toHaveLength(2)
    opened[1]?.end(fail(dead))
    expect(await opening.ready).toEqual(fail(dead))
    await clock.advance(5_000)
    expect(opened).toHaveLength(2)
  })

  it('opens nothing more once it is cancelled', async () => {
    const { clock, opened, opening } = setUp()
    opening.cancel()
    expect((await opening.ready).ok).toBe(false)
    await clock.advance(5_000)
    expect(opened.map(({ cancelled }) => cancelled)).toEqual([true])
  })
})
