/** What a beat of the watchdog found. */
export type Verdict = 'well' | 'silent' | 'process-gone' | 'given-up'

export interface VitalSigns {
  /** The worker said something. `true` if it had been taken for silent. */
  heardWorker(): boolean
  heardFrame(): void
  /**
   * One beat, at its time. `late` says that the page itself stood still since the last one: then nothing is held against
   * anybody. The caller pings the worker at every beat, and the frame where {@link frameInDoubt} says so.
   */
  beat(late: boolean, requestPending: boolean): Verdict
  readonly frameInDoubt: boolean
}

export interface Patience {
  /** Unanswered pings until the worker counts as silent. */
  readonly silentAfter: number
  /** Unanswered beats of a worker that was asked nothing until it is given up. */
  readonly giveUpAfter: number
  /** Unanswered pings of the frame until its process counts as gone. */
  readonly frameGoneAfter: number
}

/** Judges by beats alone, so that neither a throttled tab nor a slept-through hour looks like a dead worker. */
export function createVitalSigns(patience: Patience): VitalSigns {
  let workerMissed = 0
  let frameMissed = 0
  let idleMissed = 0
  let silent = false
  return {
    get frameInDoubt() {
      return workerMissed > 1
    },
    heardWorker() {
      const wasSilent = silent
      workerMissed = 0
      frameMissed = 0
      idleMissed = 0
      silent = false
      return wasSilent
    },
    heardFrame() {
      frameMissed = 0
    },
    beat(late, requestPending) {
      if (late) {
        workerMissed = 0
        frameMissed = 0
        idleMissed = 0
        return 'well'
      }
      const unanswered = workerMissed
      // The frame is asked only where the worker is late, so that a healthy realm costs one message a beat.
      if (unanswered > 1) frameMissed++
      workerMissed++
      idleMissed = requestPending ? 0 : idleMissed + 1
      if (frameMissed >= patience.frameGoneAfter) return 'process-gone'
      if (idleMissed > patience.giveUpAfter) return 'given-up'
      if (unanswered >= patience.silentAfter && !silent) {
        silent = true
        return 'silent'
      }
      return 'well'
    },
  }
}
