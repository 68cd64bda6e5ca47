import { createTestContext } from 'hotplug/testing'
import { describe, expect, it } from 'vitest'
import sparkline from './index'

const ctx = createTestContext({ width: 480, height: 120 })
const draw = async (input: unknown) => sparkline.execute(input, ctx)

/** The ends of the line's pieces: the points that were drawn. */
function pointsOf(svg: string): number[][] {
  const line = /<path d="(M[^"LHZ]+)" stroke/.exec(svg)?.[1] ?? ''
  return line.split(/ (?=C)/).map((piece) =>
    piece
      .split(/[MC ,]/)
      .slice(-2)
      .map(Number),
  )
}

describe('the chart', () => {
  it('has a point for each number, from left to right', async () => {
    const xs = pointsOf(await draw([3, 1, 4, 1, 5])).map(([x]) => x!)
    expect(xs).toHaveLength(5)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })

  it('has the highest number at the top and the lowest at the bottom', async () => {
    const [low, high] = pointsOf(await draw([0, 10])).map(([, y]) => y!)
    expect([low, high]).toEqual([106, 14])
  })

  it('stays within its frame', async () => {
    for (const [x, y] of pointsOf(await draw([-1e9, 0, 1e-9, 5e12]))) {
      expect(x! >= 0 && x! <= 480 && y! >= 0 && y! <= 120).toBe(true)
    }
  })

  it('is level where all numbers are the same', async () => {
    expect(new Set(pointsOf(await draw([5, 5, 5])).map(([, y]) => y))).toEqual(new Set([60]))
  })

  it('takes the colour of the text around it', async () => {
    expect(await draw([1, 2])).toContain('stroke="currentColor"')
    expect(await draw([1, 2])).not.toMatch(/="#|rgb\(/i)
  })

  it('says in words what it shows', async () => {
    expect(await draw([1, 2500])).toContain('<title>2 numbers from 1 to 2.5K, the last one 2.5K</title>')
  })

  it('can have 100,000 numbers', async () => {
    expect(pointsOf(await draw(Array.from({ length: 100_000 }, (_, index) => index % 7)))).toHaveLength(100_000)
  })
})

it.each([null, '1,2', [], [1], [1, '2'], [1, null], [1, NaN], [1, Infinity]])('refuses %j', async (input) => {
  await expect(draw(input)).rejects.toThrow('The input must be a list of at least two numbers')
})

it('refuses a size that nobody could see', () => {
  expect(sparkline.validateConfig?.({ width: 80, height: 40 })).toEqual([])
  expect(sparkline.validateConfig?.({ width: 8 })).toMatchObject([{ path: '/width' }, { path: '/height' }])
})
