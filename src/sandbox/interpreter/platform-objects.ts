import { getPrototypeOf, PrivateSet, setAdd, setHas, uncurry } from '../guest/language'

/** The prototypes of what a structured clone refuses though it looks like an object with nothing in it. */
const prototypes = new PrivateSet<object>([
  WeakMap.prototype,
  WeakSet.prototype,
  WeakRef.prototype,
  FinalizationRegistry.prototype,
  getPrototypeOf(function* () {}.prototype as object) as object,
  getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object,
])

/** The platform's own classes, as their stand-ins are defined. */
export function neverCloned(prototype: object): void {
  setAdd(prototypes, prototype)
}

export function isPlatformObject(value: object): boolean {
  for (let proto = getPrototypeOf(value); proto !== null; proto = getPrototypeOf(proto))
    if (setHas(prototypes, proto)) return true
  return false
}

const proxies = new WeakSet()
const addProxy = uncurry(WeakSet.prototype.add) as (set: WeakSet<object>, value: object) => void
const hasProxy = uncurry(WeakSet.prototype.has) as (set: WeakSet<object>, value: object) => boolean

/** Nothing tells a Proxy from what it stands for but having seen it made. */
export function noteProxy(proxy: object): void {
  addProxy(proxies, proxy)
}

export function isProxy(value: object): boolean {
  return hasProxy(proxies, value)
}
