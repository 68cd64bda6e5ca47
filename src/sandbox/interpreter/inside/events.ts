import { isFunction, isObject } from '../../guest/kinds-of-value'
import { apply, dateNow, PrivateString } from '../../guest/language'
import { report } from './report'

interface Registered {
  readonly type: string
  readonly listener: unknown
  readonly once: boolean
  removed: boolean
}

/** The parts of `Event` that mean something without a document. */
export class Event {
  readonly type: string
  readonly timeStamp = dateNow()
  readonly cancelable: boolean
  target: EventTarget | null = null
  defaultPrevented = false
  /** Set by `stopImmediatePropagation`. */
  stopped = false

  constructor(type: string, init?: { readonly cancelable?: boolean }) {
    this.type = PrivateString(type)
    this.cancelable = init?.cancelable === true
  }

  get currentTarget(): EventTarget | null {
    return this.target
  }

  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true
  }

  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.stopped = true
  }
}

/** Calls a listener as the platform does: what it throws is told, and stops nobody else. */
function notify(target: EventTarget, listener: unknown, event: Event): void {
  try {
    if (isFunction(listener)) apply(listener, target, [event])
    else if (isObject(listener) && isFunction(listener['handleEvent']))
      apply(listener['handleEvent'], listener, [event])
  } catch (error) {
    report(error)
  }
}

export class EventTarget {
  #registered: Registered[] = []

  addEventListener(type: string, listener: unknown, options?: unknown): void {
    if (!isFunction(listener) && !isObject(listener)) return
    const all = this.#registered
    for (let index = 0; index < all.length; index++) {
      const known = all[index]
      if (known !== undefined && known.type === type && known.listener === listener) return
    }
    const given = isObject(options) ? options : null
    const signal = given?.['signal']
    if (isObject(signal)) {
      if (signal['aborted'] === true) return
      const { addEventListener } = signal
      const stop = () => this.removeEventListener(type, listener)
      if (isFunction(addEventListener)) apply(addEventListener, signal, ['abort', stop])
    }
    all[all.length] = { type, listener, once: given?.['once'] === true, removed: false }
  }

  removeEventListener(type: string, listener: unknown): void {
    const left: Registered[] = []
    for (let index = 0; index < this.#registered.length; index++) {
      const one = this.#registered[index]
      if (one === undefined) continue
      if (one.type === type && one.listener === listener) one.removed = true
      else left[left.length] = one
    }
    this.#registered = left
  }

  dispatchEvent(event: Event): boolean {
    event.target = this
    const all = this.#registered
    for (let index = 0; index < all.length && !event.stopped; index++) {
      const one = all[index]
      if (one === undefined || one.removed || one.type !== event.type) continue
      if (one.once) this.removeEventListener(one.type, one.listener)
      notify(this, one.listener, event)
    }
    return !event.defaultPrevented
  }
}
