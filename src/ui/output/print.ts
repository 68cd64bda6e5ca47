import { shapeOf, shortOf, typeOf } from './shape'

export interface Printed {
  readonly text: string
  /** Whether something was left out. */
  readonly cut: boolean
}

export interface PrintBounds {
  readonly maxChars: number
  readonly maxDepth: number
}

/** What is rendered at once. More than this makes the page's layout slow; Copy and Download give the whole. */
export const shownBounds: PrintBounds = { maxChars: 200_000, maxDepth: 60 }

/** For Copy and Download. The depth is that of a safe recursion. */
export const wholeBounds: PrintBounds = { maxChars: 256 * 1024 * 1024, maxDepth: 1_000 }

/**
 * A value as text: a string as it is, plain data as JSON with two spaces, and in the same style what JSON cannot say
 * (maps, sets, dates, bigints, bytes, cycles). Stops at the bounds, whatever the size of the value.
 */
export function printValue(value: unknown, { maxChars, maxDepth }: PrintBounds): Printed {
  if (typeof value === 'string') return { text: value.slice(0, maxChars), cut: value.length > maxChars }
  const pieces: string[] = []
  const ancestors: unknown[] = []
  let length = 0
  let cut = false

  function put(piece: string): void {
    const rest = maxChars - length
    if (piece.length > rest) cut = true
    pieces.push(piece.slice(0, rest))
    length += Math.min(piece.length, rest)
  }

  function print(part: unknown, depth: number): void {
    const type = typeOf(part)
    const shape = type === 'error' ? null : shapeOf(part)
    if (!shape || (typeof Blob !== 'undefined' && part instanceof Blob)) {
      return put(type === 'error' ? printError(part as Error) : shortOf(part, maxChars))
    }
    if (ancestors.includes(part)) return put(`[cyclic: ${ancestors.length - ancestors.indexOf(part)} up]`)
    const isList = type === 'array' || type === 'set' || type === 'bytes'
    const isPlain = type === 'array' || (type === 'object' && shape.label === 'Object')
    const [open, close] = isList ? '[]' : '{}'
    put(`${isPlain ? '' : `${shape.label}(${shape.size}) `}${open}`)
    if (shape.size > 0 && depth >= maxDepth) {
      cut = true
      return put(`…${close}`)
    }
    ancestors.push(part)
    // Bytes and samples read better as a block than as a column.
    const flows = type === 'bytes'
    const indent = '  '.repeat(depth + 1)
    for (let index = 0; index < shape.size && length < maxChars; index++) {
      const child = shape.child(index)
      if (flows) put(index === 0 ? '' : ', ')
      else put(`${index === 0 ? '' : ','}\n${indent}`)
      if (type === 'map') put(`${child.key} → `)
      else if (!isList) put(`${JSON.stringify(child.key)}: `)
      print(child.value, depth + 1)
    }
    ancestors.pop()
    put(shape.size > 0 && !flows ? `\n${'  '.repeat(depth)}${close}` : (close ?? ''))
  }

  print(value, 0)
  return { text: pieces.join(''), cut }
}

function printError(error: Error): string {
  const first = `${error.name}: ${error.message}`
  return error.stack?.includes(error.message) ? error.stack : first
}
