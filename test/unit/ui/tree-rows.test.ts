import { describe, expect, it } from 'vitest'
import { createTree, type Tree } from '../../../src/ui/output/tree-rows'

const keys = (tree: Tree) => tree.rows.map((row) => `${'·'.repeat(row.depth)}${row.key || row.kind}`)

describe('the rows of a tree', () => {
  it('open by themselves as far as they fit', () => {
    const tree = createTree({ a: { b: 1 }, list: Array.from({ length: 100 }, () => 0) })
    expect(keys(tree)).toEqual(['value', '·a', '··b', '·list'])
  })

  it('open and close with all that is below', () => {
    const tree = createTree({ a: { b: { c: 1 } } })
    tree.toggle(0)
    expect(keys(tree)).toEqual(['value'])
    tree.toggle(0)
    expect(keys(tree)).toEqual(['value', '·a'])
  })

  it('mark a cycle, which cannot be opened', () => {
    const self: Record<string, unknown> = {}
    self['again'] = self
    const row = createTree(self).rows[1]!
    expect(row.cyclicUp).toBe(1)
    expect(row.shape).toBeNull()
  })

  it('list a long list in parts', () => {
    const tree = createTree(Array.from({ length: 1_200 }, (_, index) => index))
    expect(tree.rows).toHaveLength(502)
    tree.toggle(501)
    expect(tree.rows).toHaveLength(1_002)
    tree.toggle(1_001)
    expect(tree.rows).toHaveLength(1_201)
    expect(tree.rows.at(-1)!.key).toBe('1199')
  })

  it('go 10,000 levels down', () => {
    let deep: unknown = 'end'
    for (let depth = 0; depth < 10_000; depth++) deep = { in: deep }
    const tree = createTree(deep)
    while (tree.rows.at(-1)!.shape) tree.toggle(tree.rows.length - 1)
    expect(tree.rows).toHaveLength(10_001)
    expect(tree.rows.at(-1)!.value).toBe('end')
    tree.toggle(0)
    expect(tree.rows).toHaveLength(1)
  })

  it('say how one gets at a value', () => {
    const tree = createTree({ users: [{ 'full name': 'Ada' }], by: new Map([['x', 1]]) })
    expect(tree.rows.map((row) => tree.pathOf(row))).toEqual([
      'output',
      'output.users',
      'output.users[0]',
      'output.users[0]["full name"]',
      'output.by',
      'output.by.get("x")',
    ])
  })

  it('mark what changed since the output before', () => {
    const before = { value: { same: 1, count: 41, nested: { on: true }, type: 1 } }
    const tree = createTree({ same: 1, count: 42, nested: { on: false }, type: [], more: 1 }, { before })
    const marked = tree.rows.filter((row) => row.change).map(({ key, change, was }) => [key, change, was])
    expect(marked).toEqual([
      ['count', 'changed', 41],
      ['on', 'changed', true],
      ['type', 'changed', 1],
      ['more', 'added', undefined],
    ])
  })

  it('stay open when the same output comes again', () => {
    const opened = new Set<string>()
    const value = { a: { b: 1 }, list: Array.from({ length: 30 }, () => 0) }
    const first = createTree(value, { opened })
    first.toggle(3)
    first.toggle(1)
    expect(keys(createTree(structuredClone(value), { opened }))).toEqual(keys(first))
  })

  it('open all siblings', () => {
    const tree = createTree(Array.from({ length: 10 }, () => Array.from({ length: 20 }, () => 0)))
    expect(tree.rows).toHaveLength(11)
    tree.openSiblings(4)
    expect(tree.rows).toHaveLength(211)
  })
})
