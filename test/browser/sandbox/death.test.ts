import { expect, test } from 'vitest'
import type { Clock } from '../../../src/kernel/ports'
import { createHeartbeat } from '../../../src/sandbox/host/heartbeat'
import { hostilePage } from './hostile-page'
import { eventOf, eventsOf, execute, load, openRealm, realmRunning, sandboxFor } from './opened'

/** Waits for a frame however busy the machine is: so that what is told is told of the worker. */
const ofAnyFrame = { silentAfter: 2, giveUpAfter: 14, frameGoneAfter: 1000 }

const frames = () => document.querySelectorAll('iframe').length

test('dispose ends a worker that spins, and settles what was pending', async () => {
  const sandbox = sandboxFor()
  const opened = await sandbox.open()
  if (!opened.ok) throw new Error(opened.error.message)
  const realm = opened.value
  const events = eventsOf(realm)
  const loading = load(realm, 'for (;;) {}')
  const before = frames()
  realm.dispose()
  realm.dispose()
  expect(frames()).toBe(before - 1)
  expect(await loading).toEqual({
    ok: false,
    error: { code: 'CANCELLED', message: 'The generation was ended before it answered.' },
  })
  expect(await execute(realm)).toMatchObject({ error: { code: 'CANCELLED' } })
  expect(events).toEqual([])
  const next = await sandbox.open()
  if (!next.ok) throw new Error(next.error.message)
  await load(next.value, 'export default { execute: () => 1 }')
  expect(await execute(next.value)).toMatchObject({ value: { output: 1 } })
})

test('self.close() is told as what it is, after the lines before it', async () => {
  const realm = await realmRunning('console.log("last words"); self.close(); return new Promise(() => {})')
  const events = eventsOf(realm)
  const died = eventOf(realm, 'died')
  const call = execute(realm)
  expect((await died).fault).toMatchObject({ code: 'CRASHED', message: expect.stringMatching(/self.close/) as string })
  expect(await call).toMatchObject({ ok: false, error: { code: 'CRASHED' } })
  expect(await execute(realm)).toMatchObject({ ok: false, error: { code: 'CRASHED' } })
  expect(events.map((event) => event.type)).toEqual(['log', 'died'])
})

test('a frame that is gone is found out by its silence', async () => {
  const parent = document.createElement('div')
  document.body.append(parent)
  const realm = await openRealm({ parent, beatMs: 50 })
  await load(realm, 'export default { execute: () => new Promise(() => {}) }')
  const died = eventOf(realm, 'died')
  const call = execute(realm)
  parent.remove()
  expect((await died).fault.code).toBe('MEMORY')
  expect(await call).toMatchObject({ error: { code: 'MEMORY' } })
})

test('a frame that answers no ping is gone', async () => {
  const realm = await openRealm({ url: hostilePage('up()'), beatMs: 40 })
  const died = eventOf(realm, 'died')
  expect((await died).fault.code).toBe('MEMORY')
})

test('a worker that answers nothing, and was asked nothing, is given up', async () => {
  const realm = await openRealm({ url: hostilePage('up(); alive()'), beatMs: 30, patience: ofAnyFrame })
  const events = eventsOf(realm)
  expect((await eventOf(realm, 'died')).fault.code).toBe('UNRESPONSIVE')
  expect(events.map((event) => event.type)).toEqual(['unresponsive', 'died'])
})

test('a worker that is busy with a call is unresponsive for that time, and no more', async () => {
  const clock = handClock()
  const realm = await openRealm({ clock, beatMs: 1000, patience: ofAnyFrame })
  await load(realm, 'export default { execute(input) { while (Date.now() < input) {} return "done" } }')
  const events = eventsOf(realm)
  const call = execute(realm, Date.now() + 300)
  // Within one turn of the page nothing is heard, however fast or slow the worker and the page are.
  for (let beat = 0; beat <= ofAnyFrame.silentAfter; beat++) clock.pass(1000)
  expect(events).toEqual([{ type: 'unresponsive', value: true }])
  expect(await call).toMatchObject({ value: { output: 'done' } })
  expect(events).toEqual([
    { type: 'unresponsive', value: true },
    { type: 'unresponsive', value: false },
  ])
})

test('a microtask loop and a regular expression that never ends are both ended', async () => {
  for (const body of [
    'const again = () => Promise.resolve().then(again); return again()',
    'return /^(a+)+$/.test("a".repeat(60) + "b")',
  ]) {
    const realm = await realmRunning(body)
    const call = execute(realm)
    realm.dispose()
    expect(await call).toMatchObject({ error: { code: 'CANCELLED' } })
  }
})

function handClock(): Clock & { pass(ms: number, stalled?: number): void } {
  let now = 0
  let timers: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    date: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    pass(ms, stalled = 0) {
      now += ms + stalled
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const timer of due) timer.callback()
    },
  }
}

test('an hour of sleep is a late beat, and so is the one after it', () => {
  const clock = handClock()
  const heartbeat = createHeartbeat(clock, 1000)
  const beats: boolean[] = []
  heartbeat.on((late) => beats.push(late))
  clock.pass(1000)
  clock.pass(1000, 3_600_000)
  clock.pass(1000)
  clock.pass(1000, 100)
  heartbeat.dispose()
  clock.pass(1000)
  expect(beats).toEqual([false, true, true, false])
})

test('realms come and go, and leave no frame behind', async () => {
  const sandbox = sandboxFor()
  for (let round = 0; round < 4; round++) {
    const opened = await Promise.all(Array.from({ length: 8 }, () => sandbox.open()))
    const ids = new Set(opened.map((result) => result.ok && result.value.id))
    expect(ids.size).toBe(8)
    for (const result of opened) if (result.ok) result.value.dispose()
    expect(frames()).toBeLessThanOrEqual(1)
  }
  sandbox.dispose()
  expect(frames()).toBe(0)
  expect(await sandbox.open()).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
})
