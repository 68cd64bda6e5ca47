import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInput } from '../../../src/stores/inputs'
import { inputProblem } from '../../../src/ui/run/input-problem'
import { jsonTokens } from '../../../src/ui/run/json-tokens'
import { stackLines } from '../../../src/ui/run/stack-lines'

describe('the colours of the input', () => {
  it('tell keys, texts, numbers and words', () => {
    const kinds = jsonTokens('{"a": "b", "n": -1.5e3, "w": true}').map(({ text, kind }) => `${kind} ${text}`)
    expect(kinds).toContain('key "a"')
    expect(kinds).toContain('string "b"')
    expect(kinds).toContain('number -1.5e3')
    expect(kinds).toContain('word true')
  })

  it('never change the text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          jsonTokens(text)
            .map((token) => token.text)
            .join('') === text,
      ),
    )
  })
})

describe('what is wrong with an input', () => {
  const problemOf = (text: string) => {
    const parsed = parseInput(text)
    return parsed.ok ? null : inputProblem(text, parsed.message)
  }

  it('is the missing quotes of a plain text', () => {
    expect(problemOf('Ada Lovelace')).toMatchObject({
      lacksQuotes: true,
      text: 'Not JSON: a text needs double quotes.',
    })
  })

  it('is one line with the place', () => {
    expect(problemOf('{"a": 1,}')).toMatchObject({ lacksQuotes: false, offset: 8 })
    expect(problemOf('{"a": 1,}')!.text).not.toMatch(/position|is not valid JSON|\n/)
  })

  it('is at the end of an unfinished text', () => {
    expect(problemOf('{"a": ')).toMatchObject({ offset: 6 })
  })
})

describe('a mapped stack', () => {
  it('gives a place to each frame, without the message above them', () => {
    const lines = stackLines('no\n    at fail (index.ts:3:9)\n    at lib/rows.ts:1:2', 'no')
    expect(lines.map(({ frame }) => frame)).toEqual([
      { functionName: 'fail', position: { file: 'index.ts', line: 3, column: 9 } },
      { functionName: '(anonymous)', position: { file: 'lib/rows.ts', line: 1, column: 2 } },
    ])
  })

  it('keeps a line that is no frame as text', () => {
    expect(stackLines('no\n  … and more', 'no')).toEqual([{ text: '… and more', frame: null }])
  })
})
