import type { Clock } from '../kernel/ports'
import type { Database } from './database'

/** How long a lock that is held may take to come free: on a reload the page before this one still has it for a moment. */
const graceMs = 250
const beatMs = 2000
const staleMs = 6000

/** The right to write, which one tab has at a time. */
export interface TabLock {
  /** Asks for the right, or takes it from the tab that has it. `false` where another tab keeps it. */
  acquire(steal: boolean): Promise<boolean>
  /** Gives the right up, and stops waiting for it. */
  release(): Promise<void>
}

export interface TabLockOptions {
  readonly clock: Clock
  /** Another tab took the right away. */
  readonly onLost: () => void
  /** The right came free and is this tab's now, after it was refused or lost. */
  readonly onFree: () => void
}

/** The right as a Web Lock, which the browser frees even when a tab is killed. */
export function createWebLock(locks: LockManager, name: string, { clock, onLost, onFree }: TabLockOptions): TabLock {
  let held: (() => void) | null = null
  let waiting: AbortController | null = null

  function hold(): Promise<void> {
    return new Promise((resolve) => {
      held = resolve
    })
  }

  /** A request that is granted rejects only when the lock is stolen. */
  function request(options: LockOptions, onGranted: () => void): Promise<void> {
    let granted = false
    return locks
      .request(name, options, () => {
        granted = true
        const holding = hold()
        onGranted()
        return holding
      })
      .catch((error: unknown) => {
        if (!granted) throw error
        held = null
        onLost()
        wait(onFree)
      })
  }

  function wait(onGranted: () => void): void {
    const controller = new AbortController()
    waiting = controller
    request({ signal: controller.signal }, () => {
      waiting = null
      onGranted()
    }).catch(() => undefined)
  }

  return {
    acquire(steal) {
      if (held) return Promise.resolve(true)
      waiting?.abort()
      waiting = null
      if (steal) {
        return new Promise((resolve, reject) => {
          request({ steal: true }, () => {
            resolve(true)
          }).catch(reject)
        })
      }
      return new Promise((resolve) => {
        let answered = false
        const cancel = clock.after(graceMs, () => {
          answered = true
          resolve(false)
        })
        wait(() => {
          cancel()
          if (answered) onFree()
          else resolve(true)
        })
      })
    },
    release() {
      waiting?.abort()
      waiting = null
      held?.()
      held = null
      return Promise.resolve()
    },
  }
}

/**
 * The right as a note in the database that is renewed while the tab lives: for pages that were not loaded over https
 * or from localhost, where browsers have no Web Locks.
 */
export function createLease(database: Database, tab: string, { clock, onLost, onFree }: TabLockOptions): TabLock {
  let stop: () => void = () => undefined
  let round = 0

  function beat(holding: boolean): void {
    const current = ++round
    stop = clock.after(beatMs, () => {
      void database.lease(tab, staleMs).then(
        (mine) => {
          if (current !== round) return
          beat(mine)
          if (holding && !mine) onLost()
          if (!holding && mine) onFree()
        },
        // A failing database tells so where files are written; here it only costs this beat.
        () => {
          if (current === round) beat(holding)
        },
      )
    })
  }

  function rest(): void {
    round++
    stop()
  }

  return {
    async acquire(steal) {
      rest()
      const mine = await database.lease(tab, steal ? 0 : staleMs)
      beat(mine)
      return mine
    },
    async release() {
      rest()
      await database.resign(tab).catch(() => undefined)
    },
  }
}
