import { describe, expect, it } from 'vitest'
import { browserClock } from '../../../src/app/browser-clock'
import { createSchemaCheck } from '../../../src/app/schema/create-schema-check'
import type { Clock } from '../../../src/kernel/ports'

const isText = { type: 'object', properties: { style: { type: 'string' } } }
/** Takes longer with each letter than with all before it together. */
const hanging = { type: 'object', properties: { style: { type: 'string', pattern: '^(a+)+$' } } }
const toHangIn = { style: `${'a'.repeat(40)}!` }

describe('the check of a schema', () => {
  it('tells each problem with its path', async () => {
    const { check } = createSchemaCheck(browserClock)
    expect(await check(isText, { style: 'plain' })).toEqual([])
    expect(await check(isText, { style: 7 })).toMatchObject([{ path: '/style' }])
  })

  it('that hangs in a pattern is told so; those behind it are checked all the same', async () => {
    const { check } = createSchemaCheck(browserClock)
    expect(await check(isText, {})).toEqual([])
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    const whileHanging = check(hanging, toHangIn).finally(() => clearInterval(turning))
    const [hung, fine, wrong] = await Promise.all([
      whileHanging,
      check(isText, { style: 'plain' }),
      check(isText, { style: 7 }),
    ])
    expect(hung).toMatchObject([{ path: '', message: expect.stringContaining('took too long') }])
    expect(fine).toEqual([])
    expect(wrong).toMatchObject([{ path: '/style' }])
    // The page had its turns all the while.
    expect(turns).toBeGreaterThan(10)
    expect(await check(isText, { style: 'plain' })).toEqual([])
  }, 20_000)

  it('that hangs is given up once for all that wait for the same schema, and for a while for all that come after', async () => {
    let ahead = 0
    let givenUp = 0
    const clock: Clock = {
      ...browserClock,
      now: () => browserClock.now() + ahead,
      after: (ms, callback) =>
        browserClock.after(ms, () => {
          if (ms < 10_000) givenUp++
          callback()
        }),
    }
    const { check } = createSchemaCheck(clock)
    const copy = { ...hanging }
    const checks = [check(hanging, toHangIn), check(isText, {}), check(hanging, toHangIn), check(copy, toHangIn)]
    expect(await Promise.all(checks)).toMatchObject([[{ path: '' }], [], [{ path: '' }], [{ path: '' }]])
    expect(await check(hanging, toHangIn)).toMatchObject([{ message: expect.stringContaining('took too long') }])
    expect(givenUp).toBe(1)
    expect(await check(hanging, { style: 'aaa' })).toMatchObject([{ path: '' }])
    ahead = 30_000
    expect(await check(hanging, { style: 'aaa' })).toEqual([])
  }, 20_000)

  it('of a schema that is broken itself says so', async () => {
    const { check } = createSchemaCheck(browserClock)
    expect(await check({ $ref: '#/nowhere' }, {})).toMatchObject([
      { message: expect.stringContaining('The schema itself cannot be used') },
    ])
  })
})
