import type { PluginView } from '../../stores/plugins'

/** A line of the Explorer's tree. */
export type TreeRow =
  | { readonly kind: 'plugin'; readonly id: string; readonly plugin: PluginView; readonly expanded: boolean }
  | {
      readonly kind: 'file'
      /** The file's path in the workspace, which is the row's name as well. */
      readonly id: string
      readonly plugin: PluginView
      readonly file: string
      readonly dirty: boolean
      /** Its place among the plugin's files, from 1. */
      readonly position: number
    }

/** The rows on screen, from top to bottom. */
export function toRows(plugins: readonly PluginView[], expanded: readonly string[]): TreeRow[] {
  const open = new Set(expanded)
  return plugins.flatMap((plugin) => {
    if (!open.has(plugin.name)) return [closedRow(plugin)]
    const row: TreeRow = { kind: 'plugin', id: plugin.name, plugin, expanded: true }
    return [
      row,
      ...plugin.files.map((file, index): TreeRow => {
        const dirty = plugin.dirtyFiles.includes(file)
        return { kind: 'file', id: `${plugin.name}/${file}`, plugin, file, dirty, position: index + 1 }
      }),
    ]
  })
}

const closedRows = new WeakMap<PluginView, TreeRow>()

/** The same object while the plugin is, as the tree draws only rows that are other ones. */
function closedRow(plugin: PluginView): TreeRow {
  const row = closedRows.get(plugin) ?? { kind: 'plugin', id: plugin.name, plugin, expanded: false }
  closedRows.set(plugin, row)
  return row
}

/** What a key asks of the tree: another row to go to, or a plugin to open or close. */
export type TreeMove = { readonly to: string } | { readonly toggle: string } | null

/** Keys of the ARIA tree pattern. `focused` is the id of the row that has the focus. */
export function moveFor(key: string, rows: readonly TreeRow[], focused: string): TreeMove {
  const index = rows.findIndex((row) => row.id === focused)
  const row = rows[index]
  if (!row) return rows[0] ? { to: rows[0].id } : null
  const go = (target: TreeRow | undefined): TreeMove => (target ? { to: target.id } : null)
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1])
    case 'ArrowUp':
      return go(rows[index - 1])
    case 'Home':
      return go(rows[0])
    case 'End':
      return go(rows.at(-1))
    case 'ArrowRight':
      if (row.kind === 'file') return null
      return row.expanded ? go(rows[index + 1]) : { toggle: row.id }
    case 'ArrowLeft':
      if (row.kind === 'file') return { to: row.plugin.name }
      return row.expanded ? { toggle: row.id } : null
    default:
      return typeAhead(key, rows, index)
  }
}

/** The next row, from the top again after the last, whose name begins with the character. */
function typeAhead(key: string, rows: readonly TreeRow[], index: number): TreeMove {
  if (key.length !== 1 || key === ' ') return null
  const fromNext = [...rows.slice(index + 1), ...rows.slice(0, index + 1)]
  const match = fromNext.find((row) => nameOf(row).toLowerCase().startsWith(key.toLowerCase()))
  return match ? { to: match.id } : null
}

function nameOf(row: TreeRow): string {
  return row.kind === 'plugin' ? row.plugin.name : row.file
}
