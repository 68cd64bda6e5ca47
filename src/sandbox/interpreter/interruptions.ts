/** Where the plugin was when it was interrupted. */
export interface Interruption {
  readonly stack: string | null
}

export interface Interruptions {
  /** Whether QuickJS is to stop what it is at. */
  mustStop(stackNow: () => string | null): boolean
  /** The first one since it was settled; `null` where there was none. */
  readonly unsettled: Interruption | null
  settle(): void
}

/** @param isTimeOver - whether what runs now has no time left */
export function createInterruptions(isTimeOver: () => boolean): Interruptions {
  let unsettled: Interruption | null = null
  let isAsking = false
  return {
    mustStop(stackNow) {
      if (isAsking || !isTimeOver()) return isAsking
      isAsking = true
      unsettled ??= { stack: stackNow() }
      isAsking = false
      return true
    },
    get unsettled() {
      return unsettled
    },
    settle() {
      unsettled = null
    },
  }
}
