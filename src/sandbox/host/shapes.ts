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
