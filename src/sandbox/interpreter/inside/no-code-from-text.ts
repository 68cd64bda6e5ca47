/**
 * In a worker the page's policy refuses `eval` and the constructors of functions. QuickJS has no policy, and needs its
 * parser: so they are put out of reach here.
 */
import { defineProperty, getPrototypeOf } from '../../guest/language'

const PrivateEvalError = EvalError

function refuse(): never {
  throw new PrivateEvalError('Code from text is not run in the sandbox.')
}

function put(target: object, name: string, value: unknown): void {
  defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true })
}

/** Takes the place of the constructor that every function of a kind leads to. */
function closeConstructor(made: object, name: string): unknown {
  const prototype = getPrototypeOf(made) as object
  const constructor = function () {
    refuse()
  }
  put(constructor, 'name', name)
  defineProperty(constructor, 'prototype', { value: prototype, writable: false })
  put(prototype, 'constructor', constructor)
  return constructor
}

export function closeCodeFromText(): void {
  put(globalThis, 'eval', refuse)
  put(
    globalThis,
    'Function',
    closeConstructor(() => {}, 'Function'),
  )
  closeConstructor(async () => {}, 'AsyncFunction')
  closeConstructor(function* () {}, 'GeneratorFunction')
  closeConstructor(async function* () {}, 'AsyncGeneratorFunction')
}
