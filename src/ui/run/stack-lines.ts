import type { Position } from '../../kernel/errors'

/** A line of a mapped stack. */
export interface StackLine {
  readonly text: string
  /** Set where the line names a place in the author's own files. */
  readonly frame: { readonly functionName: string; readonly position: Position } | null
}

const frame = /^\s*at (?:(.*?) \()?([^()\s]+):(\d+):(\d+)\)?$/
/** A stack of a deep recursion is the same line again and again. */
const maxLines = 50

/** Reads a mapped stack; the message that stands above its frames is left out. */
export function stackLines(stack: string, message: string): readonly StackLine[] {
  const body = stack.startsWith(message) ? stack.slice(message.length) : stack
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, maxLines)
    .map((line) => {
      const [, functionName = '(anonymous)', file, row, column] = frame.exec(line) ?? []
      if (file === undefined) return { text: line.trim(), frame: null }
      const position = { file, line: Number(row), column: Number(column) }
      return { text: line.trim(), frame: { functionName, position } }
    })
}
