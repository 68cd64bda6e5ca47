import { charCode, stringify } from './primordials'

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36
}

function isWord(key: string): boolean {
  if (key === '' || key.length > 60) return false
  for (let index = 0; index < key.length; index++) {
    const code = charCode(key, index)
    if (!isWordCharacter(code) && !(index > 0 && code >= 48 && code <= 57)) return false
  }
  return true
}

/** One step of a path as a person would write it: `.a`, `[3]`, `["a b"]`. */
export function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  return isWord(key) ? `.${key}` : `[${stringify(key)}]`
}

/** A value within an output, with the way that led to it. */
export interface ValueNode {
  readonly value: object
  readonly parent: ValueNode | null
  readonly step: string | number
  readonly depth: number
  next: ValueNode | null
}

/** `$.a.b[3]` */
export function pathOf(node: ValueNode): string {
  let path = ''
  for (let at: ValueNode = node; at.parent !== null; at = at.parent) {
    if (path.length > 400) return `$…${path}`
    path = pathStep(at.step) + path
  }
  return `$${path}`
}
