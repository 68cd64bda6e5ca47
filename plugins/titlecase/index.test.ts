import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import titlecase from './index'

const write = (line: string) => titlecase.execute(line, createTestContext({ small: ['of', 'the', 'in'] }))

it.each([
  ['the swap of the plugin', 'The Swap of the Plugin'],
  ['what it is made of', 'What It Is Made Of'],
  ['  many   spaces ', 'Many Spaces'],
  ['', ''],
])('writes %j as %j', (line, title) => {
  expect(write(line)).toBe(title)
})
