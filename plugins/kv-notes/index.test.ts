import { createTestContext, createTestStorage } from 'hotplug/testing'
import { expect, it } from 'vitest'
import notes from './index'

const contextWith = (values = {}) => createTestContext({}, { storage: createTestStorage(values) })

it('lists what it wrote, by title', async () => {
  const ctx = contextWith()
  await notes.execute({ write: 'Shopping', text: 'Milk' }, ctx)
  await notes.execute({ write: 'Books', text: 'Emma' }, ctx)
  expect(await notes.execute('list', ctx)).toEqual([
    { title: 'Books', text: 'Emma' },
    { title: 'Shopping', text: 'Milk' },
  ])
})

it('writes over a note of the same title', async () => {
  const ctx = contextWith({ 'note:Shopping': 'Milk' })
  expect(await notes.execute({ write: 'Shopping', text: 'Bread' }, ctx)).toEqual([{ title: 'Shopping', text: 'Bread' }])
})

it('deletes a note, and no other', async () => {
  const ctx = contextWith({ 'note:a': '1', 'note:ab': '2' })
  expect(await notes.execute({ delete: 'a' }, ctx)).toEqual([{ title: 'ab', text: '2' }])
})

it('shows nothing that is no note', async () => {
  expect(await notes.execute('list', contextWith({ 'setting:colour': 'red' }))).toEqual([])
})

it('says what is not granted', async () => {
  await expect(notes.execute('list', createTestContext({}))).rejects.toMatchObject({ code: 'PERMISSION' })
})

it.each([
  null,
  'write',
  {},
  { write: 'a' },
  { write: '', text: '' },
  { delete: 1 },
  { write: 'x'.repeat(101), text: '' },
])('refuses an input that it does not know: %j', async (input) => {
  await expect(notes.execute(input, contextWith())).rejects.toThrow(TypeError)
})
