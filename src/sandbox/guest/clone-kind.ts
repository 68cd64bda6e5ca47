import {
  builtinPrototypes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  PrivateSet,
  setHas,
  slice,
} from './primordials'

type Kind = keyof typeof builtinPrototypes

/** What a structured clone will take a value for, and whether its own class is lost on the way. */
export function kindOf(value: object): { kind: Kind | 'plain'; className: string | null } {
  const own = getPrototypeOf(value)
  if (own === builtinPrototypes.Object || own === null) return { kind: 'plain', className: null }
  if (own === builtinPrototypes.Array) return { kind: 'Array', className: null }
  let proto: object | null = own
  for (let step = 0; proto !== null && step < 50; step++, proto = getPrototypeOf(proto)) {
    for (const name in kindTable) {
      const kind = name as Kind
      if (proto !== kindTable[kind]) continue
      const lost = proto !== own && kind !== 'TypedArray' && !(kind === 'Error' && isBuiltin(own))
      return { kind: kind === 'Object' ? 'plain' : kind, className: lost ? classNameOf(own) : null }
    }
  }
  return { kind: 'plain', className: classNameOf(own) }
}

/** Without a prototype, so that a name put on `Object.prototype` does not show up in the loop above. */
const kindTable = { __proto__: null, ...builtinPrototypes } as typeof builtinPrototypes

const errorPrototypes = new PrivateSet<object>([
  RangeError.prototype,
  TypeError.prototype,
  SyntaxError.prototype,
  ReferenceError.prototype,
  EvalError.prototype,
  URIError.prototype,
])

function isBuiltin(prototype: object): boolean {
  return setHas(errorPrototypes, prototype)
}

function classNameOf(prototype: object): string {
  const constructor = getOwnPropertyDescriptor(prototype, 'constructor')
  if (constructor === undefined || !hasOwn(constructor, 'value') || typeof constructor.value !== 'function')
    return 'a class'
  const name = getOwnPropertyDescriptor(constructor.value as object, 'name')
  const text: unknown = name !== undefined && hasOwn(name, 'value') ? name.value : null
  return typeof text === 'string' && text !== '' ? slice(text, 0, 60) : 'a class'
}
