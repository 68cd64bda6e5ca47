import { expect, test } from 'vitest'
import { createNewestWins, type Request } from '../../../src/compiler/newest-wins'
import type { CompileResult } from '../../../src/kernel/ports'

const request = (text: string): Request => ({ main: 'index.ts', files: new Map([['index.ts', text]]) })

/** A line whose compiles end, one at a time, when the test says so. Its outcomes carry the text that went in. */
function makeLine() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const line = createNewestWins((_plugin, { files }) => {
    const code = files.get('index.ts') ?? ''
    begun.push(code)
    const result: CompileResult = {
      ok: true,
      module: { code, locate: () => Promise.resolve(null) },
      warnings: [],
      cached: false,
    }
    return new Promise((resolve) => ends.push(() => resolve(result)))
  })
  return {
    begun,
    submit: async (asker: 'save' | 'check', text: string) => {
      const result = await line.submit(asker, 'greeter', request(text))
      return result?.ok ? result.module.code : null
    },
    supersede: (asker: 'save' | 'check') => line.supersede(asker, 'greeter'),
    async endAll() {
      for (let end = ends.shift(); end; end = ends.shift()) {
        end()
        await new Promise((resolve) => setTimeout(resolve))
      }
    },
  }
}

test('a save of an older text and the check of the newest one both get their answer, the save first', async () => {
  const line = makeLine()
  const outcomes = Promise.all([
    line.submit('check', 'typed'),
    line.submit('check', 'typed on'),
    line.submit('save', 'rolled back'),
  ])
  await line.endAll()
  expect(await outcomes).toEqual(['typed', 'typed on', 'rolled back'])
  expect(line.begun).toEqual(['typed', 'rolled back', 'typed on'])
})

test('a save that needs no compile leaves the check that waits', async () => {
  const line = makeLine()
  const outcomes = Promise.all([line.submit('check', 'typed'), line.submit('check', 'typed on')])
  line.supersede('save')
  await line.endAll()
  expect(await outcomes).toEqual(['typed', 'typed on'])
})

test('a newer request takes the place of an older one of its own asker', async () => {
  const line = makeLine()
  const outcomes = Promise.all([
    line.submit('check', 'running'),
    line.submit('check', 'one'),
    line.submit('save', 'one'),
    line.submit('check', 'two'),
    line.submit('save', 'two'),
  ])
  await line.endAll()
  expect(await outcomes).toEqual(['running', null, null, 'two', 'two'])
  expect(line.begun, 'what both wait for is compiled once').toEqual(['running', 'two'])
})
