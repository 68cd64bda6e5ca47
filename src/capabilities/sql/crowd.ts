import { cancelled, type SqlFailure } from './failures'

/** Those who wait while as many databases are open as may be. */
export interface Crowd {
  /**
   * Why there is no more to wait for; `null` where there may be room now.
   *
   * @param signal - not aborted yet
   */
  wait(owner: string, signal: AbortSignal): Promise<SqlFailure | null>
  /** Has all of them look again, in the order in which they came. */
  lookAgain(): void
  /** Sends away those of one owner, or all. */
  dismiss(failure: SqlFailure, owner?: string): void
}

interface Waiter {
  readonly owner: string
  settle(failure: SqlFailure | null): void
}

export function createCrowd(): Crowd {
  const waiting = new Set<Waiter>()
  return {
    wait(owner, signal) {
      return new Promise((resolve) => {
        const giveUp = (): void => waiter.settle(cancelled)
        const waiter: Waiter = {
          owner,
          settle(failure) {
            waiting.delete(waiter)
            signal.removeEventListener('abort', giveUp)
            resolve(failure)
          },
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.add(waiter)
      })
    },
    lookAgain() {
      for (const waiter of [...waiting]) waiter.settle(null)
    },
    dismiss(failure, owner) {
      for (const waiter of [...waiting]) if (waiter.owner === (owner ?? waiter.owner)) waiter.settle(failure)
    },
  }
}
