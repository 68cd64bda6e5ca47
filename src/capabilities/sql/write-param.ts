import { fail, ok, type Result } from '../../kernel/result'

/** `json` and `jsonb` in `pg_type`. */
const jsonTypes: ReadonlySet<number> = new Set([114, 3802])

/** A parameter as PostgreSQL reads it for a type, which is given by its number in `pg_type`. The failure is a sentence. */
export function writeParam(value: unknown, type: number): Result<string | null, string> {
  try {
    if (value === null || value === undefined) return ok(null)
    if (jsonTypes.has(type) && typeof value !== 'string') return ok(JSON.stringify(value))
    return ok(write(value))
  } catch (error) {
    return fail(
      error instanceof NotWritable ? error.message : 'is no plain data. Give texts, numbers, dates and lists.',
    )
  }
}

class NotWritable extends Error {}

function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0'))
        throw new NotWritable('has a character U+0000 in it, which no PostgreSQL text can hold.')
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    default:
      if (value instanceof Date) return value.toISOString()
      if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value))
      if (ArrayBuffer.isView(value)) return writeBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      if (Array.isArray(value)) return writeList(value)
      throw new NotWritable('is an object, which only json and jsonb hold. Cast it: $1::jsonb.')
  }
}

function writeBytes(bytes: Uint8Array): string {
  return '\\x' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** As an array literal: https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO */
function writeList(list: readonly unknown[]): string {
  const items = list.map((item) => {
    if (item === null || item === undefined) return 'NULL'
    if (Array.isArray(item)) return writeList(item)
    return `"${write(item).replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}
