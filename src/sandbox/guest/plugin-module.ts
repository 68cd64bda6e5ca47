import type { Context } from '../../sdk'
import type { GuestExports, PluginKind, WireFault } from '../protocol'
import { isFunction, isObject, type Properties } from './kinds-of-value'
import { bad, good, type Outcome } from './outcome'
import {
  apply,
  construct,
  functionText,
  getPrototypeOf,
  objectPrototype,
  ownKeys,
  promiseThen,
  slice,
} from './primordials'
import { whenSettled } from './settle'
import { cut, toFault } from './to-fault'

/** What the default export gave: the object whose `execute` or `around` is called. */
export interface LoadedPlugin {
  readonly target: Properties
  readonly exports: GuestExports
}

type Done = (result: Outcome<LoadedPlugin>) => void

/** What each kind of plugin cannot be without. */
const workOf: Readonly<Record<PluginKind, 'execute' | 'around'>> = { plugin: 'execute', middleware: 'around' }

const optionalMembers = ['init', 'shutdown', 'validateConfig', 'healthCheck', 'snapshot', 'restore', 'flush'] as const

function refusal(message: string): Outcome<LoadedPlugin> {
  return bad({ code: 'LOAD', message })
}

function listOf(names: readonly PropertyKey[]): string {
  let list = ''
  let count = 0
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (typeof name !== 'string' || name === 'constructor') continue
    if (count++ >= 20) return `${list} …`
    list += (list === '' ? '' : ', ') + cut(name, 60)
  }
  return list
}

function membersOf(target: object): string {
  const proto = getPrototypeOf(target)
  const own = listOf(ownKeys(target))
  const inherited = proto === null || proto === objectPrototype ? '' : listOf(ownKeys(proto))
  return own === '' ? inherited : inherited === '' ? own : `${own}, ${inherited}`
}

function isClass(value: (...args: unknown[]) => unknown): boolean {
  if (slice(functionText(value), 0, 5) === 'class') return true
  const { prototype } = value as { prototype?: unknown }
  return isObject(prototype) && (isFunction(prototype['execute']) || isFunction(prototype['around']))
}

/** A plugin of the other kind, whose manifest does not say so. */
function otherKind(target: Properties, kind: PluginKind): WireFault | null {
  if (kind === 'plugin' && isFunction(target['around'])) {
    const message = 'The plugin has around and no execute, so it is a middleware, but plugin.json does not say so.'
    return { code: 'LOAD', message, hint: 'Add "kind": "middleware" to plugin.json, or write an execute function.' }
  }
  if (kind === 'middleware' && isFunction(target['execute'])) {
    const message = 'plugin.json says that the plugin is a middleware, but it has execute and no around.'
    return { code: 'LOAD', message, hint: `${middlewareHint} Or take "kind" out of plugin.json.` }
  }
  return null
}

const middlewareHint =
  'A middleware needs a default export with an around function: export default defineMiddleware({ around(call, next) { return next(call.input) } }).'

function check(target: unknown, origin: string, kind: PluginKind, done: Done): void {
  const work = workOf[kind]
  const refuse = (message: string) =>
    done(bad({ code: 'LOAD', message, ...(kind === 'middleware' ? { hint: middlewareHint } : {}) }))
  if (!isObject(target)) {
    const got = target === null ? 'null' : typeof target
    return refuse(`${origin} is ${got}; it must be an object with an ${work} function.`)
  }
  if (!isFunction(target[work])) {
    const fault = otherKind(target, kind)
    if (fault !== null) return done(bad(fault))
    const has = membersOf(target)
    const found = has === '' ? 'It has nothing.' : `It has: ${has}.`
    const what = target[work] === undefined ? `has no ${work} function` : `has an ${work} that is no function`
    return refuse(`${origin} ${what}. ${found}`)
  }
  const exports: Record<string, boolean> = {}
  for (let index = 0; index < optionalMembers.length; index++) {
    const name = optionalMembers[index] ?? ''
    const member = target[name]
    if (member !== undefined && !isFunction(member)) {
      return refuse(`${origin} has "${name}", but it is not a function.`)
    }
    exports[name] = member !== undefined
  }
  done(good({ target, exports: exports as unknown as GuestExports }))
}

function choose(namespace: unknown, ctx: Context, kind: PluginKind, done: Done): void {
  const exported = isObject(namespace) ? namespace['default'] : undefined
  if (exported === undefined) {
    const names = isObject(namespace) ? listOf(ownKeys(namespace)) : ''
    const found = names === '' ? 'It exports nothing.' : `It exports: ${names}.`
    return done(refusal(`The module has no default export. ${found}`))
  }
  if (!isFunction(exported)) return check(exported, 'The default export', kind, done)
  if (isClass(exported)) return check(construct(exported, [ctx]), 'The class', kind, done)
  whenSettled(
    apply(exported, undefined, [ctx]),
    (made) => guarded(done, () => check(made, 'What the factory returned', kind, done)),
    (error) => done(bad(toFault('LOAD', error))),
  )
}

function guarded(done: Done, work: () => void): void {
  try {
    work()
  } catch (error) {
    done(bad(toFault('LOAD', error)))
  }
}

/** Makes a module of a text. `announce` is told under which URL stacks will name it, before it runs. */
export type ImportModule = (code: string, announce: (url: string) => void) => Promise<unknown>

/** Imports a module's text and makes the plugin of its default export: an object, a factory or a class. */
export function loadPlugin(importing: Promise<unknown>, kind: PluginKind, context: () => Context, done: Done): void {
  promiseThen(
    importing,
    (namespace) => guarded(done, () => choose(namespace, context(), kind, done)),
    (error) => done(bad(toFault('LOAD', error))),
  )
}
