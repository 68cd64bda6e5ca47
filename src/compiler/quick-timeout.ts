/**
 * Makes `setTimeout(f)` run `f` as a microtask in this worker.
 *
 * Without a worker of its own, esbuild-wasm hands each message to its Go side through `setTimeout(f)`. Browsers clamp nested timers
 * to 4 ms (https://html.spec.whatwg.org/#timers), and each import costs two such messages, so that a plugin of
 * 50 lines took 38 ms instead of 4. Timers with a delay stay as they are: Go's scheduler needs them.
 */
export function quickenZeroTimeouts(): void {
  const setLater = self.setTimeout.bind(self)
  const setQuickly = (callback: () => void, delay?: number): number => {
    if (delay !== undefined && delay > 0) return setLater(callback, delay)
    queueMicrotask(callback)
    return 0
  }
  Object.defineProperty(self, 'setTimeout', { value: setQuickly, configurable: true, writable: true })
}
