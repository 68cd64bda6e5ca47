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
import { AbortController, AbortSignal } from './abort'
import { Blob } from './blob'
import { Event, EventTarget } from './events'
import { closeCodeFromText } from './no-code-from-text'
import { report } from './report'
import { structuredClone } from './structured-clone'
import { TextDecoder, TextEncoder } from './text-coding'
import { clearTimer, setInterval, setTimeout } from './timers'

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

function define(name: string, value: unknown): void {
  defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true })
}

define('self', globalThis)
define('Event', Event)
define('EventTarget', EventTarget)
define('AbortController', AbortController)
define('AbortSignal', AbortSignal)
define('Blob', Blob)
define('TextEncoder', TextEncoder)
define('TextDecoder', TextDecoder)
define('structuredClone', structuredClone)
define('queueMicrotask', queueMicrotask)
define('setTimeout', setTimeout)
define('setInterval', setInterval)
define('clearTimeout', clearTimer)
define('clearInterval', clearTimer)
closeCodeFromText()
// Memory that is shared has nobody to be shared with.
deleteProperty(globalThis, 'SharedArrayBuffer')
