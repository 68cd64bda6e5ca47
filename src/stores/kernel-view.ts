import { onScopeDispose, watch, type WatchSource } from 'vue'
import type { HostEvent } from '../kernel/events'
import { coalesce } from './coalesce'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

export interface KernelView {
  /** Takes over what the kernel can tell. Not called before it can, nor after the view is gone. */
  read(): void
  /** Whether there may be something else to read after this event. */
  readonly heard?: (event: HostEvent) => boolean
  /** What is read goes by these, too. */
  readonly watched?: readonly WatchSource[]
  /** When it reads after an event, which may be one of many; at the turn's end unless told. */
  readonly later?: (work: () => void) => void
}

/**
 * Keeps a view of the kernel up to date for as long as its scope lasts. What the kernel needs to tell is fetched; where
 * that fails, the next event or change tries again.
 *
 * @returns reads at once, if the kernel can tell
 */
export function useKernelView({ read, heard, watched = [], later = queueMicrotask }: KernelView): () => void {
  const { kernel } = usePlayground()
  let isComplete = false
  let isFetching = false
  let isGone = false

  function readNow(): void {
    if (isComplete && !isGone) read()
  }

  async function complete(): Promise<void> {
    if (isFetching || isGone) return
    isFetching = true
    try {
      await kernel.complete()
      isComplete = true
    } finally {
      isFetching = false
    }
    readNow()
  }

  function ask(): void {
    if (isComplete) readNow()
    else complete().catch(reportError)
  }

  if (heard) {
    const askLater = coalesce(ask, later)
    onScopeDispose(useScreenEvents().on((event) => heard(event) && askLater()))
  }
  watch(watched, ask)
  onScopeDispose(() => (isGone = true))
  ask()
  return readNow
}
