import type { GuestRequests, WireBatch, WireFault } from '../protocol'
import { copyOutput } from './copy-output'
import { performanceNow } from './primordials'
import { whenSettled } from './settle'
import { toFault } from './to-fault'

/** The outputs of a batch wait here until all are there; the page takes them in at once, and must not stand still for it. */
const enoughBytes = 500_000

/**
 * Calls `execute` for one input after the other, as many at the same time as it may where they take their time, and
 * begins no more once the time is up, the outputs are large enough, or the call was aborted. `done` is called once.
 */
export function runBatch(
  { inputs, maxBytes, concurrency, budgetMs }: GuestRequests['executeBatch']['params'],
  execute: (input: unknown) => unknown,
  isAborted: () => boolean,
  done: (output: WireBatch['output']) => void,
): void {
  const outputs: unknown[] = []
  const faults: { readonly item: number; readonly fault: WireFault }[] = []
  const since = performanceNow()
  let lastBegun = since
  let bytes = 0
  let begun = 0
  let inside = 0
  /** Items that end at once must not begin the next one each from within the other. */
  let beginning = false

  const mayBegin = () => {
    if (begun === inputs.length || inside >= concurrency) return false
    const now = performanceNow()
    // At least one, so that a batch always comes further.
    if (begun > 0 && (bytes >= enoughBytes || isAborted() || now >= since + budgetMs)) return false
    lastBegun = now
    return true
  }

  const begin = (item: number) => {
    const failed = (fault: WireFault) => {
      faults[faults.length] = { item, fault }
      left()
    }
    outputs[item] = undefined
    inside++
    let result: unknown
    try {
      result = execute(inputs[item])
    } catch (error) {
      return failed(toFault('EXECUTE', error))
    }
    whenSettled(
      result,
      (output) => {
        const copied = copyOutput(output, maxBytes)
        if (copied.fault !== null) return failed(copied.fault)
        outputs[item] = copied.value.copy
        bytes += copied.value.bytes
        left()
      },
      (error) => failed(toFault('EXECUTE', error)),
    )
  }

  const left = () => {
    inside--
    if (!beginning) go()
  }

  const go = () => {
    beginning = true
    while (mayBegin()) begin(begun++)
    beginning = false
    if (inside > 0) return
    const now = performanceNow()
    done({ outputs, faults, busyMs: now - since, tailMs: now - lastBegun })
  }

  go()
}
