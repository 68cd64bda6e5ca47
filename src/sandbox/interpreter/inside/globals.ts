/**
 * What a worker has beside the language, for a plugin inside QuickJS. To be evaluated before the guest takes its copies.
 */
import {
  apply,
  defineProperty,
  deleteProperty,
  promiseThen,
  PrivatePromise,
  PrivateTypeError,
} from '../../guest/language'
import { isFunction } from '../../guest/kinds-of-value'
import { neverCloned } from '../platform-objects'
import { AbortController, AbortSignal } from './abort'
import { Blob } from './blob'
import { crypto } from './crypto'
import { Event, EventTarget } from './events'
import { closeCodeFromText } from './no-code-from-text'
import { NotedProxy } from './proxy'
import { report } from './report'
import { structuredClone } from './structured-clone'
import { TextDecoder, TextEncoder } from './text-coding'
import { clearTimer, setInterval, setTimeout } from './timers'
import { URL } from './url'
import { URLSearchParams } from './url-search-params'

const settled = PrivatePromise.resolve()

function queueMicrotask(callback: unknown): void {
  if (!isFunction(callback)) throw new PrivateTypeError('queueMicrotask takes a function')
  const run = () => {
    try {
      apply(callback, undefined, [])
    } catch (error) {
      report(error)
    }
  }
  promiseThen(settled, run, run)
}

/** A bundler may have renamed what is defined, and a plugin sees its name. */
function define(name: string, value: unknown): void {
  if (isFunction(value)) defineProperty(value, 'name', { value: name, configurable: true })
  defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true })
}

/** A class whose instances a structured clone refuses. */
function defineClass(name: string, value: { readonly prototype: object }): void {
  neverCloned(value.prototype)
  define(name, value)
}

define('self', globalThis)
defineClass('Event', Event)
defineClass('EventTarget', EventTarget)
defineClass('AbortController', AbortController)
defineClass('AbortSignal', AbortSignal)
defineClass('TextEncoder', TextEncoder)
defineClass('TextDecoder', TextDecoder)
defineClass('URL', URL)
defineClass('URLSearchParams', URLSearchParams)
define('Blob', Blob)
define('Proxy', NotedProxy)
define('crypto', crypto)
// QuickJS has one that cannot be changed, as a worker's can.
define('performance', { now: performance.now.bind(performance), timeOrigin: performance.timeOrigin })
define('structuredClone', structuredClone)
define('queueMicrotask', queueMicrotask)
define('setTimeout', setTimeout)
define('setInterval', setInterval)
define('clearTimeout', clearTimer)
define('clearInterval', clearTimer)
closeCodeFromText()
// Memory that is shared has nobody to be shared with.
deleteProperty(globalThis, 'SharedArrayBuffer')
