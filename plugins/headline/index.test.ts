import { createTestContext, createTestPlugins } from 'hotplug/testing'
import { expect, it } from 'vitest'
import headline from './index'

const plugins = createTestPlugins({ titlecase: (line) => String(line).toUpperCase() })
const write = (text: string) => headline.execute(text, createTestContext({}, { plugins }))

it('has the first sentence written by titlecase, and underlines it', async () => {
  expect(await write('two words. And more.')).toBe('TWO WORDS\n=========')
})

it('takes a text without an end for one sentence', async () => {
  expect(await write('two words')).toBe('TWO WORDS\n=========')
})

it('fails as titlecase does', async () => {
  const refuse = createTestPlugins({})
  await expect(headline.execute('two words', createTestContext({}, { plugins: refuse }))).rejects.toThrow('titlecase')
})
