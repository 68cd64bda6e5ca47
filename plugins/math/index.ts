import { definePlugin } from 'hotplug'

const operations = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide(a: number, b: number) {
    if (b === 0) throw new RangeError('Division by zero: choose another "b".')
    return a / b
  },
}

interface Calculation {
  op: keyof typeof operations
  a: number
  b: number
}

export default definePlugin({
  execute(input: unknown) {
    const { op, a, b } = checked(input)
    const result = operations[op](a, b)
    if (!Number.isFinite(result)) throw new RangeError('The result is too large for a number.')
    return result
  },
})

function checked(input: unknown): Calculation {
  const { op, a, b } = Object(input) as Partial<Record<string, unknown>>
  if (!isOperation(op)) throw new TypeError(`"op" must be one of ${Object.keys(operations).join(', ')}.`)
  if (!isNumber(a)) throw new TypeError('"a" must be a number.')
  if (!isNumber(b)) throw new TypeError('"b" must be a number.')
  return { op, a, b }
}

function isOperation(value: unknown): value is Calculation['op'] {
  return typeof value === 'string' && Object.hasOwn(operations, value)
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}
