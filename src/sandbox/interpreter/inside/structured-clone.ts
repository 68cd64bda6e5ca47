/** The codec takes its built-ins with the others, so what it makes of a value is put in afterwards. */
let copy: ((value: unknown) => unknown) | null = null

export function structuredClone(value: unknown): unknown {
  return copy?.(value)
}

export function cloneBy(given: (value: unknown) => unknown): void {
  copy = given
}
