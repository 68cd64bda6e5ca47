import { defineStore } from 'pinia'
import type { HostEvent } from '../kernel/events'
import { usePlayground } from './playground'

/** Log lines come after their call, in batches: so many quiet calls are remembered for them. */
const keptQuietCalls = 5_000

/** A swap that takes longer shows its parts as they come, in milliseconds. */
const quietMs = 60

/**
 * The kernel's events for what is drawn beside the output. While a swap is under way they are held back, so that the
 * page does not draw a step when it could draw the output; then all come at once, in order. Nobody sees the
 * difference of a few frames, and the output comes a few frames sooner. Those of quiet calls, such as the traffic's,
 * are left out: nobody could read them.
 */
export const useScreenEvents = defineStore('screen-events', () => {
  const { events } = usePlayground()
  const listeners = new Set<(event: HostEvent) => void>()
  const quietCalls = new Set<number>()
  let held: HostEvent[] | null = null
  let patience: ReturnType<typeof setTimeout> | undefined

  function deliver(event: HostEvent): void {
    for (const listener of [...listeners]) listener(event)
  }

  function isQuiet(event: HostEvent): boolean {
    if (event.type === 'log') return event.call !== null && quietCalls.has(event.call)
    if (event.type === 'call-started' && event.quiet) {
      quietCalls.add(event.call)
      const [oldest] = quietCalls
      if (quietCalls.size > keptQuietCalls && oldest !== undefined) quietCalls.delete(oldest)
    }
    return (event.type === 'call-started' || event.type === 'call-ended') && event.quiet === true
  }

  function letGo(): void {
    clearTimeout(patience)
    const all = held ?? []
    held = null
    all.forEach(deliver)
  }

  /** After the frame that shows the output. */
  function letGoSoon(): void {
    requestAnimationFrame(() => setTimeout(letGo))
  }

  events.on((event) => {
    if (isQuiet(event)) return
    if (event.type === 'swap-started' && held === null) {
      held = []
      patience = setTimeout(letGo, quietMs)
    }
    if (held === null) return deliver(event)
    held.push(event)
    if (event.type === 'swap-refused') letGo()
    else if (event.type === 'swap-phase' && event.phase === 'output') letGoSoon()
  })

  function on(listener: (event: HostEvent) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { on }
})
