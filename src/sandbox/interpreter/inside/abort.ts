import { isFunction } from '../../guest/kinds-of-value'
import { freeze, isArray, PrivateTypeError, uncurry } from '../../guest/language'
import { Event, EventTarget } from './events'
import { setTimeout } from './timers'

const PrivateDOMException = DOMException
const PrivateWeakRef = WeakRef
const deref = uncurry(WeakRef.prototype.deref) as (reference: WeakRef<AbortSignal>) => AbortSignal | undefined

/** Signals are made here alone. */
const key = freeze({})

/** One that was made by `any` and follows another. */
interface Follower {
  readonly weak: WeakRef<AbortSignal>
  /** Keeps it alive: somebody listens to it, and may have no other hold on it. */
  readonly held: AbortSignal | null
}

/** The one way in for an AbortController. */
let abortSignal: (signal: AbortSignal, reason: unknown) => void

export class AbortSignal extends EventTarget {
  #aborted = false
  #reason: unknown = undefined
  #onabort: unknown = null
  #followers: Follower[] = []
  #sources: readonly AbortSignal[] = []

  constructor(given: unknown) {
    super()
    if (given !== key) throw new PrivateTypeError('Illegal constructor')
  }

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  get onabort(): unknown {
    return this.#onabort
  }

  set onabort(listener: unknown) {
    this.removeEventListener('abort', this.#onabort)
    this.#onabort = isFunction(listener) ? listener : null
    this.addEventListener('abort', this.#onabort)
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason
  }

  override addEventListener(type: string, listener: unknown, options?: unknown): void {
    super.addEventListener(type, listener, options)
    this.#follow(this.#sources, true)
  }

  #follow(sources: readonly AbortSignal[], isHeld: boolean): void {
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index]
      if (source !== undefined) source.#leads(this, isHeld)
    }
  }

  /** Those that are gone are forgotten here, so that a signal that many follow for a while stays small. */
  #leads(follower: AbortSignal, isHeld: boolean): void {
    const followers: Follower[] = []
    for (let index = 0; index < this.#followers.length; index++) {
      const one = this.#followers[index]
      const signal = one === undefined ? undefined : deref(one.weak)
      if (one !== undefined && signal !== undefined && signal !== follower) followers[followers.length] = one
    }
    followers[followers.length] = { weak: new PrivateWeakRef(follower), held: isHeld ? follower : null }
    this.#followers = followers
  }

  #abort(reason: unknown): void {
    if (this.#aborted) return
    const followers = this.#followers
    this.#aborted = true
    this.#reason =
      reason === undefined ? new PrivateDOMException('signal is aborted without reason', 'AbortError') : reason
    this.#followers = []
    this.#sources = []
    this.dispatchEvent(new Event('abort'))
    for (let index = 0; index < followers.length; index++) {
      const one = followers[index]
      const signal = one === undefined ? undefined : deref(one.weak)
      if (signal !== undefined) signal.#abort(this.#reason)
    }
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(key)
    signal.#abort(reason)
    return signal
  }

  static timeout(milliseconds: number): AbortSignal {
    const signal = new AbortSignal(key)
    setTimeout(() => signal.#abort(new PrivateDOMException('signal timed out', 'TimeoutError')), milliseconds)
    return signal
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const signal = new AbortSignal(key)
    const sources: AbortSignal[] = []
    // The guest hands over a list, and depends on no iterator that a plugin may have replaced.
    const given = isArray(signals) ? (signals as AbortSignal[]) : [...signals]
    for (let index = 0; index < given.length; index++) {
      const source = given[index]
      if (source === undefined) continue
      if (source.#aborted) {
        signal.#abort(source.#reason)
        return signal
      }
      sources[sources.length] = source
    }
    signal.#sources = sources
    signal.#follow(sources, false)
    return signal
  }

  static {
    abortSignal = (signal, reason) => signal.#abort(reason)
  }
}

export class AbortController {
  readonly #signal = new AbortSignal(key)

  get signal(): AbortSignal {
    return this.#signal
  }

  abort(reason?: unknown): void {
    abortSignal(this.#signal, reason)
  }
}
