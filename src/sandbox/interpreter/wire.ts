/**
 * How values cross between the worker and QuickJS, as text that both sides read with their own JSON parser: a list that
 * begins with the value and goes on with a row for each object in it, so that cycles and depth need no recursion.
 *
 * A slot is `null`, a boolean, a finite number or a text as it is; a list says what JSON cannot: `[]` is undefined,
 * `[3]` the object of row 3, `["#", "NaN"]` a number, `["b", "12"]` a bigint. A row is an object for a plain object, else
 * a list that ends with its {@link RowKind}.
 */
export type RowKind =
  'array' | 'sparse' | 'map' | 'set' | 'date' | 'regexp' | 'error' | 'buffer' | 'typed' | 'view' | 'boxed' | 'blob'

export interface Encoded {
  readonly text: string
  /** The bytes of every ArrayBuffer, which cross beside the text. */
  readonly buffers: readonly ArrayBuffer[]
}
