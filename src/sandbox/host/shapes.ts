const maxText = 20_000

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxText
}

export function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || isText(value)
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

export function isList(value: unknown, most: number): value is unknown[] {
  return Array.isArray(value) && value.length <= most
}

/** A copy, if each item can be read: also those that are not there, which `every` would pass over. */
export function readList<Item>(
  value: unknown,
  most: number,
  read: (item: unknown) => Item | null,
): readonly Item[] | null {
  if (!isList(value, most)) return null
  const items: Item[] = []
  for (const item of value) {
    const one = read(item)
    if (one === null) return null
    items.push(one)
  }
  return items
}

export function isListOf<Item>(value: unknown, most: number, isItem: (item: unknown) => item is Item): value is Item[] {
  return readList(value, most, (item) => isItem(item) || null) !== null
}
