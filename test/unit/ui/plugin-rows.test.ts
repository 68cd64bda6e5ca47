import { describe, expect, it } from 'vitest'
import type { PluginView } from '../../../src/stores/plugins'
import { monogramOf } from '../../../src/ui/explorer/monogram'
import { moveFor, toRows } from '../../../src/ui/explorer/plugin-rows'

function plugin(name: string, ...files: string[]): PluginView {
  return { name, files, dirtyFiles: files.slice(0, 1), status: null, versions: [] }
}

const plugins = [plugin('counter', 'index.ts'), plugin('greeter', 'index.ts', 'plugin.json')]
const rows = toRows(plugins, ['greeter'])

describe('the tree of the Explorer', () => {
  it('shows the files of the plugins that are open', () => {
    expect(rows.map((row) => row.id)).toEqual(['counter', 'greeter', 'greeter/index.ts', 'greeter/plugin.json'])
  })

  it('knows which files are not saved', () => {
    expect(rows.flatMap((row) => (row.kind === 'file' ? [row.dirty] : []))).toEqual([true, false])
  })

  it('moves up and down, and stays at both ends', () => {
    expect(moveFor('ArrowDown', rows, 'counter')).toEqual({ to: 'greeter' })
    expect(moveFor('ArrowUp', rows, 'greeter/index.ts')).toEqual({ to: 'greeter' })
    expect(moveFor('ArrowUp', rows, 'counter')).toBeNull()
    expect(moveFor('ArrowDown', rows, 'greeter/plugin.json')).toBeNull()
    expect(moveFor('Home', rows, 'greeter')).toEqual({ to: 'counter' })
    expect(moveFor('End', rows, 'counter')).toEqual({ to: 'greeter/plugin.json' })
  })

  it('opens with the right arrow, then goes in', () => {
    expect(moveFor('ArrowRight', rows, 'counter')).toEqual({ toggle: 'counter' })
    expect(moveFor('ArrowRight', rows, 'greeter')).toEqual({ to: 'greeter/index.ts' })
    expect(moveFor('ArrowRight', rows, 'greeter/index.ts')).toBeNull()
  })

  it('goes out with the left arrow, then closes', () => {
    expect(moveFor('ArrowLeft', rows, 'greeter/plugin.json')).toEqual({ to: 'greeter' })
    expect(moveFor('ArrowLeft', rows, 'greeter')).toEqual({ toggle: 'greeter' })
    expect(moveFor('ArrowLeft', rows, 'counter')).toBeNull()
  })

  it('goes to the next name that begins with what is typed, around the end', () => {
    expect(moveFor('p', rows, 'counter')).toEqual({ to: 'greeter/plugin.json' })
    expect(moveFor('c', rows, 'greeter')).toEqual({ to: 'counter' })
    expect(moveFor('x', rows, 'greeter')).toBeNull()
  })

  it('starts at the top where the focused row is gone', () => {
    expect(moveFor('ArrowDown', rows, 'deleted')).toEqual({ to: 'counter' })
    expect(moveFor('ArrowDown', [], 'deleted')).toBeNull()
  })
})

describe('a monogram', () => {
  it('has two letters', () => {
    expect(monogramOf('greeter')).toBe('gr')
    expect(monogramOf('markdown-table')).toBe('mt')
    expect(monogramOf('a')).toBe('a')
  })
})
