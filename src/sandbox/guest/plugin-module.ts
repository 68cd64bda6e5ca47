import type { Context } from '../../sdk'
import type { GuestExports } from '../protocol'
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

/** What the default export gave: the object whose `execute` is called. */
export interface LoadedPlugin {
  readonly target: Properties
  readonly exports: GuestExports
}

type Done = (result: Outcome<LoadedPlugin>) => void

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
  return isObject(prototype) && isFunction(prototype['execute'])
}

function check(target: unknown, origin: string, done: Done): void {
  if (!isObject(target)) {
    const got = target === null ? 'null' : typeof target
    return done(refusal(`${origin} is ${got}; it must be an object with an execute function.`))
  }
  if (!isFunction(target['execute'])) {
    const has = membersOf(target)
    const found = has === '' ? 'It has nothing.' : `It has: ${has}.`
    const kind = target['execute'] === undefined ? 'has no execute function' : `has an execute that is no function`
    return done(refusal(`${origin} ${kind}. ${found}`))
  }
  const exports: Record<string, boolean> = {}
  for (let index = 0; index < optionalMembers.length; index++) {
    const name = optionalMembers[index] ?? ''
    const member = target[name]
    if (member !== undefined && !isFunction(member)) {
      return done(refusal(`${origin} has "${name}", but it is not a function.`))
    }
    exports[name] = member !== undefined
  }
  done(good({ target, exports: exports as unknown as GuestExports }))
}

function choose(namespace: unknown, ctx: Context, done: Done): void {
  const exported = isObject(namespace) ? namespace['default'] : undefined
  if (exported === undefined) {
    const names = isObject(namespace) ? listOf(ownKeys(namespace)) : ''
    const found = names === '' ? 'It exports nothing.' : `It exports: ${names}.`
    return done(refusal(`The module has no default export. ${found}`))
  }
  if (!isFunction(exported)) return check(exported, 'The default export', done)
  if (isClass(exported)) return check(construct(exported, [ctx]), 'The class', done)
  whenSettled(
    apply(exported, undefined, [ctx]),
    (made) => guarded(done, () => check(made, 'What the factory returned', done)),
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
export function loadPlugin(importing: Promise<unknown>, context: () => Context, done: Done): void {
  promiseThen(
    importing,
    (namespace) => guarded(done, () => choose(namespace, context(), done)),
    (error) => done(bad(toFault('LOAD', error))),
  )
}
