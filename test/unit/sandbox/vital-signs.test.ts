import { describe, expect, it } from 'vitest'
import { createHeartbeat } from '../../../src/sandbox/host/heartbeat'
import { createVitalSigns, type Verdict, type VitalSigns } from '../../../src/sandbox/host/vital-signs'
import { createFakeClock } from '../kernel/support/fake-clock'

const everyMs = 1_000
const patience = { silentAfter: 2, giveUpAfter: 5, frameGoneAfter: 3 }

/** A realm that is looked at with every beat; `answers` says whether its worker gets to answer before the next one. */
function watched(answers: () => boolean, { requestPending = false } = {}) {
  const clock = createFakeClock()
  const heartbeat = createHeartbeat(clock, everyMs)
  const vitals: VitalSigns = createVitalSigns(patience)
  const verdicts: Verdict[] = []
  heartbeat.on((late) => {
    verdicts.push(vitals.beat(late, requestPending))
    if (answers()) vitals.heardWorker()
    else if (vitals.frameInDoubt) vitals.heardFrame()
  })
  return { clock, heartbeat, verdicts }
}

describe('a page that sleeps for an hour', () => {
  it('takes no worker for dead that answers once it is awake', async () => {
    let asleep = false
    const { clock, verdicts } = watched(() => !asleep)
    await clock.advance(3 * everyMs)
    // The ping before the sleep is answered only after it.
    asleep = true
    await clock.advance(everyMs)
    await clock.sleep(3_600_000)
    asleep = false
    await clock.advance(5 * everyMs)
    expect(new Set(verdicts)).toEqual(new Set(['well']))
  })

  it('and sleeps again and again takes none either', async () => {
    const { clock, verdicts } = watched(() => false)
    for (let hour = 0; hour < 24; hour++) {
      await clock.sleep(3_600_000)
      await clock.advance(everyMs)
    }
    expect(new Set(verdicts)).toEqual(new Set(['well']))
  })

  it('finds the worker that is really dead soon after', async () => {
    const { clock, verdicts } = watched(() => false)
    await clock.sleep(3_600_000)
    await clock.advance(10 * everyMs)
    expect(verdicts).toContain('given-up')
  })

  it('has one timer before and after, and none once the watch is over', async () => {
    const { clock, heartbeat } = watched(() => true)
    await clock.sleep(3_600_000)
    expect(clock.timers).toBe(1)
    heartbeat.dispose()
    expect(clock.timers).toBe(0)
  })
})

describe('a worker that is busy with a call', () => {
  it('is silent, and is given up for no silence alone', async () => {
    const { clock, verdicts } = watched(() => false, { requestPending: true })
    await clock.advance(20 * everyMs)
    expect(verdicts.filter((verdict) => verdict === 'silent')).toHaveLength(1)
    expect(verdicts).not.toContain('given-up')
    expect(verdicts).not.toContain('process-gone')
  })
})
