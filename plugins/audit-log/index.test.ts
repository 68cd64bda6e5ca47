import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import createAuditLog from './index'

const call = { plugin: 'greeter', version: '1.0.0', generation: 3, input: 'Ada', deadline: 0 }
const origin = { version: '1.0.0', generation: 1 }

function make(entriesKept = 10) {
  const lines: string[] = []
  const note = (level: string) => (line: unknown) => void lines.push(`${level} ${String(line)}`)
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  const ctx = createTestContext({ entriesKept }, { log })
  const auditLog = createAuditLog(ctx)
  const through = async (next: (input: unknown) => Promise<unknown>) => auditLog.around(call, next, ctx)
  return { lines, auditLog, through }
}

const answers = async (input: unknown) => `Hello, ${String(input)}!`
const failure = Object.assign(new Error('not today'), { code: 'TIMEOUT' })
const fails = () => Promise.reject(failure)

it('hands a call on, and keeps who was called and how it ended', async () => {
  const { auditLog, through, lines } = make()
  expect(await through(answers)).toBe('Hello, Ada!')
  const entry = { number: 1, plugin: 'greeter', version: '1.0.0', generation: 3, outcome: 'ok', ms: expect.any(Number) }
  expect(await auditLog.snapshot?.()).toEqual([entry])
  expect(lines).toEqual([expect.stringMatching(/^info greeter 1\.0\.0 g3: ok in [\d.]+ ms$/)])
})

it('lets a failure pass as it is, and keeps its code', async () => {
  const { auditLog, through, lines } = make()
  await expect(through(fails)).rejects.toBe(failure)
  await expect(through(() => Promise.reject(new Error('no code')))).rejects.toThrow('no code')
  expect(await auditLog.snapshot?.()).toMatchObject([{ outcome: 'TIMEOUT' }, { outcome: 'failed' }])
  expect(lines[0]).toMatch(/^warn .*: TIMEOUT in/)
})

it('keeps the newest of many, and counts on', async () => {
  const { auditLog, through } = make(2)
  for (let n = 0; n < 3; n++) await through(answers)
  expect(await auditLog.snapshot?.()).toMatchObject([{ number: 2 }, { number: 3 }])
})

it('hands its record to the next generation, which counts on', async () => {
  const before = make()
  await before.through(fails).catch(() => undefined)
  const after = make()
  await after.auditLog.restore?.(structuredClone(await before.auditLog.snapshot?.()), origin)
  await after.through(answers)
  expect(await after.auditLog.snapshot?.()).toMatchObject([{ number: 1, outcome: 'TIMEOUT' }, { number: 2 }])
})

it('sums its record up', async () => {
  const { auditLog, through } = make()
  await through(answers)
  await through(fails).catch(() => undefined)
  expect(await auditLog.healthCheck?.(createTestContext({ entriesKept: 10 }))).toEqual({
    status: 'ok',
    detail: '2 calls kept, 1 of them failed',
  })
})

it.each([null, {}, [1], [{ number: 1 }]])('refuses a state that is none of its own: %j', (state) => {
  expect(() => make().auditLog.restore?.(state, origin)).toThrow(TypeError)
})
