import { expect, it } from 'vitest'
import { refuseRunOptions } from '../../../src/app/run-options'
import type { RunOptions } from '../../../src/kernel/reports'

it.each<[string, object]>([
  ['a time that is no number', { timeoutMs: 'x' }],
  ['a time below 0', { timeoutMs: -5 }],
  ['an endless time', { timeoutMs: Infinity }],
  ['a range that is none', { version: 'rubbish' }],
  ['a range that is no text', { version: 1 }],
  ['a signal that is none', { signal: {} }],
])('refuses %s, and says what to give instead', async (_what, options) => {
  const error = await refuseRunOptions('greeter', options)
  expect(error).toMatchObject({ code: 'INPUT', plugin: 'greeter' })
  expect(error?.hint).toMatch(/^(It is|Take) /)
})

it.each<[string, RunOptions]>([
  ['none', {}],
  ['a range', { version: '>=1.2.0 <3' }],
  ['all three', { version: '^1.0.0', timeoutMs: 0.5, signal: new AbortController().signal }],
])('lets %s through', async (_what, options) => {
  expect(await refuseRunOptions('greeter', options)).toBeNull()
})
