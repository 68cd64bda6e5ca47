import { describe, expect, it } from 'vitest'
import { createOutputCollector } from '../../../src/stores/pipeline-output'

describe('what comes out of a stream', () => {
  it('is a JSON list of every item, however few are kept to be looked at', async () => {
    const output = createOutputCollector({ keptItems: 3 })
    output.take([1, { two: 2 }])
    output.take(['three', 'four', 5])
    output.take([null])
    expect(output.first).toEqual([1, { two: 2 }, 'three'])
    expect(output.count).toBe(6)
    expect(JSON.parse(await output.json().text())).toEqual([1, { two: 2 }, 'three', 'four', 5, null])
  })

  it('is an empty list where nothing came', async () => {
    expect(JSON.parse(await createOutputCollector().json().text())).toEqual([])
  })

  it('keeps its order when it leaves the page in pieces', async () => {
    const output = createOutputCollector({ keptItems: 1 })
    const items = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(100_000)}`)
    for (const item of items) output.take([item])
    expect(JSON.parse(await output.json().text())).toEqual(items)
  })

  it('writes what JSON has no word for as near as it can', async () => {
    const output = createOutputCollector({ keptItems: 1 })
    const circle: unknown[] = []
    circle.push(circle)
    output.take([undefined, 12n, new Map([['a', 1]]), new Set(['b']), circle])
    expect(JSON.parse(await output.json().text())).toEqual([null, '12', [['a', 1]], ['b'], null])
  })

  it('is another list only when there is more to be looked at', () => {
    const output = createOutputCollector({ keptItems: 2 })
    output.take([1, 2])
    const { first } = output
    output.take([3])
    expect(output.first).toBe(first)
  })
})
