import { describe, expect, it } from 'vitest'
import { layOutGraph, type GraphLine } from '../../../src/ui/plugin-page/graph-layout'

const sizes = { nodeWidth: 100, nodeHeight: 40, layerGap: 50, rowGap: 10 }

function lines(...pairs: readonly string[]): GraphLine[] {
  return pairs.map((pair) => {
    const [from = '', to = ''] = pair.split(' ')
    return { from, to }
  })
}

function layersOf(...pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(layOutGraph(lines(...pairs), sizes).nodes.map(({ name, layer }) => [name, layer]))
}

describe('the picture of the dependencies', () => {
  it('is empty where nobody depends on anybody', () => {
    expect(layOutGraph([], sizes)).toEqual({ nodes: [], lines: [], width: 0, height: 0 })
  })

  it('puts a plugin to the right of all that depend on it, by the longest way', () => {
    expect(layersOf('a b', 'b c', 'a c', 'd c')).toEqual({ a: 0, b: 1, c: 2, d: 0 })
  })

  it('is as wide and as high as its layers', () => {
    const { width, height, nodes } = layOutGraph(lines('a c', 'b c'), sizes)
    expect({ width, height }).toEqual({ width: 250, height: 90 })
    expect(nodes.map(({ name, x, y }) => [name, x, y])).toEqual([
      ['a', 0, 0],
      ['b', 0, 50],
      ['c', 150, 25],
    ])
  })

  it('is the same in whatever order the lines come', () => {
    const pairs = ['a x', 'b y', 'c z', 'x q', 'b x']
    const there = layOutGraph(lines(...pairs), sizes).nodes
    expect(layOutGraph(lines(...pairs.toReversed()), sizes).nodes).toEqual(there)
  })

  it('keeps a plugin about where those are that depend on it', () => {
    const { nodes } = layOutGraph(lines('a z', 'b y'), sizes)
    expect(nodes.filter(({ layer }) => layer === 1).map(({ name }) => name)).toEqual(['z', 'y'])
  })

  it('cuts a circle where one comes into it, and draws each of its lines', () => {
    expect(layersOf('a b', 'b c', 'c b')).toEqual({ a: 0, b: 1, c: 2 })
    expect(layersOf('a b', 'b a')).toEqual({ a: 0, b: 1 })
    expect(layOutGraph(lines('a b', 'b a'), sizes).lines).toHaveLength(2)
  })

  it('draws a line from a plugin to itself', () => {
    const { nodes, lines: drawn } = layOutGraph(lines('a a'), sizes)
    expect(nodes).toHaveLength(1)
    expect(drawn[0]?.path).toMatch(/^M /)
  })

  it('ends a line at the edge of what it leads to', () => {
    const [line] = layOutGraph(lines('a b'), sizes).lines
    expect(line?.path).toBe('M 100 20 C 125 20 125 20 150 20')
    expect(line).toMatchObject({ labelX: expect.closeTo(127.6, 1), labelY: 20 })
  })
})
