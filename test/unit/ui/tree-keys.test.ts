import { computed, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { createTreeKeys } from '../../../src/ui/output/tree-keys'
import { createTree } from '../../../src/ui/output/tree-rows'
import { useTreeCursor } from '../../../src/ui/output/use-tree-cursor'

function makeTree(value: unknown) {
  const output = shallowRef(value)
  const revealed: number[] = []
  const cursor = useTreeCursor(
    computed(() => createTree(output.value)),
    (index) => revealed.push(index),
  )
  const pressKey = createTreeKeys(cursor)
  const press = (...keys: string[]) => keys.map((key) => pressKey(key, 0))
  return { output, cursor, revealed, pressKey, press, at: () => cursor.activeRow.value?.key }
}

const wide = { list: Array.from({ length: 40 }, (_, index) => index), link: 'l', name: 'n' }

describe('the keys of a tree', () => {
  it('go through the rows, and stay within them', () => {
    const { press, at, revealed } = makeTree({ a: 1, b: 2 })
    press('ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown')
    expect(at()).toBe('b')
    expect(revealed).toEqual([1, 2])
    press('Home', 'End')
    expect(at()).toBe('b')
  })

  it('open at the right, go in, and close at the left', () => {
    const { press, at, cursor } = makeTree(wide)
    press('ArrowDown', 'ArrowRight')
    expect(at()).toBe('list')
    expect(cursor.activeRow.value?.isOpen).toBe(true)
    press('ArrowRight')
    expect(at()).toBe('0')
    press('ArrowLeft', 'ArrowLeft')
    expect(at()).toBe('list')
    expect(cursor.rows.value).toHaveLength(4)
  })

  it('go a page on, and to the ends', () => {
    const { press, at, cursor } = makeTree(wide)
    press('ArrowDown', 'Enter', 'PageDown')
    expect(at()).toBe('11')
    press('PageUp', 'PageUp')
    expect(cursor.active.value).toBe(0)
  })

  it('list more at Enter', () => {
    const { press, cursor } = makeTree(Array.from({ length: 600 }, () => 0))
    press('End', 'Enter')
    expect(cursor.rows.value).toHaveLength(601)
    expect(cursor.activeRow.value?.kind).toBe('value')
  })

  it('open all siblings at *', () => {
    const { press, at, cursor } = makeTree([wide.list, wide.list])
    press('End', '*')
    expect(at()).toBe('1')
    expect(cursor.rows.value.filter((row) => row.depth === 2)).toHaveLength(80)
  })

  it('find the next row by what is typed, as one word while it is typed fast', () => {
    const { pressKey, at } = makeTree(wide)
    pressKey('l', 1_000)
    expect(at()).toBe('list')
    pressKey('l', 2_000)
    expect(at()).toBe('link')
    pressKey('l', 3_000)
    pressKey('i', 3_100)
    pressKey('n', 3_200)
    expect(at()).toBe('link')
  })

  it('leave other keys alone', () => {
    expect(makeTree({}).press('Tab', 'Escape', 'F1', 'x')).toEqual([false, false, false, true])
  })

  it('stay within an output that has become shorter', async () => {
    const { press, cursor, output } = makeTree({ a: 1, b: 2, c: 3 })
    press('End')
    output.value = { a: 1 }
    await Promise.resolve()
    expect(cursor.activeRow.value?.key).toBe('a')
  })
})
