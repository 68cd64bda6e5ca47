import type { Column } from './parse'

export function toMarkdown(columns: Column[]): string {
  const padded = columns.map((column) => {
    const [name = '', ...cells] = [column.name, ...column.cells].map(escapeMarkdown)
    const width = cells.reduce((longest, cell) => Math.max(longest, cell.length), Math.max(3, name.length))
    return isNumeric(column)
      ? [name.padStart(width), `${'-'.repeat(width - 1)}:`, ...cells.map((cell) => cell.padStart(width))]
      : [name.padEnd(width), '-'.repeat(width), ...cells.map((cell) => cell.padEnd(width))]
  })
  return toRows(padded)
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const style = `
  table { border-collapse: collapse; color: inherit; font: 14px/1.5 system-ui, sans-serif }
  th, td { padding: 6px 14px; text-align: start; border-bottom: 1px solid color-mix(in srgb, currentColor 16%, transparent) }
  th { font-weight: 600; opacity: 0.7 }
  .number { text-align: end; font-variant-numeric: tabular-nums }
`

export function toHtml(columns: Column[]): string {
  const tagged = columns.map((column) => {
    const attribute = isNumeric(column) ? ' class="number"' : ''
    const cells = column.cells.map((cell) => `<td${attribute}>${escapeHtml(cell)}</td>`)
    return [`<th${attribute}>${escapeHtml(column.name)}</th>`, ...cells]
  })
  const [head, ...body] = toRows(tagged).map((cells) => `<tr>${cells.join('')}</tr>`)
  return [
    `<section><style>${style}</style><table>`,
    `<thead>${head}</thead>`,
    `<tbody>${body.join('\n')}</tbody>`,
    `</table></section>`,
  ].join('\n')
}

/** Columns become rows. */
function toRows(columns: string[][]): string[][] {
  const [first = []] = columns
  return first.map((_, row) => columns.map((column) => column[row] ?? ''))
}

/** Numbers are set to the right, so that their digits stand below each other. */
function isNumeric({ cells }: Column): boolean {
  return cells.every((cell) => /^([-+]?\d+(\.\d+)?)?$/.test(cell)) && cells.some((cell) => cell !== '')
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|]/g, '\\$&').replace(/\r\n|\r|\n/g, '<br>')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
