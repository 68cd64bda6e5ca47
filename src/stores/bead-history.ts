import type { PluginError } from '../kernel/errors'
import type { HostEvent } from '../kernel/events'
import { keptGenerations } from '../kernel/generations'
import type { PluginSource } from '../kernel/ports'

/** One save on the generation strip. */
export interface Bead {
  /** The number of the save; unique. */
  readonly swap: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** The files of this save, to compare and to go back to. */
  readonly source: PluginSource
  /** `staging` until the commit; `failed` beads never touch the wire; `crashed` ones served, and ended by themselves. */
  state: 'staging' | 'live' | 'draining' | 'gone' | 'failed' | 'crashed' | 'quarantined'
  generation: number | null
  version: string | null
  /** Calls that a draining generation still has to finish, and how many there were when the drain began. */
  pendingCalls: number
  drainedCalls: number
  /** It serves again because the one after it crashed. */
  isBack: boolean
  /** It crashed and was started again from the same build. */
  isRestarted: boolean
  /** Milliseconds from the save to the commit. */
  durationMs: number | null
  /** Milliseconds from the save to its first output on screen. */
  outputMs: number | null
  error: PluginError | null
}

/** Older beads leave the strip, as what they show can be brought back no more. */
export const maxBeads = keptGenerations

/**
 * Has an event change the saves of its plugin, oldest first. They are changed in place, so that only what differs is
 * drawn anew.
 */
export function applyEvent(beads: Bead[], event: HostEvent, isServing: (generation: number | null) => boolean): void {
  const bySwap = (swap: number): Bead | undefined => beads.findLast((bead) => bead.swap === swap)

  function byGeneration(generation: number | null): Bead | undefined {
    if (generation === null) return undefined
    return beads.findLast((bead) => bead.generation === generation && bead.state !== 'failed')
  }

  switch (event.type) {
    case 'swap-started':
      beads.push(newBead(event))
      if (beads.length > maxBeads) beads.splice(0, beads.length - maxBeads)
      return
    case 'swap-committed': {
      const bead = bySwap(event.swap)
      if (!bead) return
      bead.state = 'live'
      bead.generation = event.generation
      bead.version = event.version
      bead.durationMs = event.timings['total'] ?? null
      return
    }
    case 'swap-phase': {
      const bead = bySwap(event.swap)
      if (bead && event.phase === 'output') bead.outputMs = event.startMs + event.durationMs
      return
    }
    case 'swap-refused': {
      const bead = bySwap(event.swap)
      if (!bead) return
      if (event.error.code === 'SUPERSEDED') return void beads.splice(beads.indexOf(bead), 1)
      bead.state = 'failed'
      bead.error = event.error
      bead.version = event.error.version
      return
    }
    case 'restarted': {
      const bead = byGeneration(event.generation)
      if (bead) {
        bead.state = 'live'
        bead.error = null
        if (event.rolledBackFrom === null) bead.isRestarted = true
        else bead.isBack = true
      }
      const culprit = byGeneration(event.rolledBackFrom)
      if (culprit) {
        culprit.state = 'crashed'
        culprit.error = event.reason
      }
      return
    }
    case 'draining': {
      const bead = byGeneration(event.generation)
      if (!bead) return
      if (bead.state !== 'draining') bead.drainedCalls = event.pendingCalls
      bead.state = 'draining'
      bead.pendingCalls = event.pendingCalls
      return
    }
    case 'unloaded': {
      const bead = byGeneration(event.receipt.generation)
      // A generation that was brought back while it drained goes on in another worker.
      if (!bead || bead.state === 'crashed' || isServing(bead.generation)) return
      bead.state = bead.state === 'quarantined' ? 'crashed' : 'gone'
      bead.pendingCalls = 0
      bead.isBack = false
      return
    }
    case 'state': {
      const bead = byGeneration(event.generation)
      if (!bead) return
      if (event.to === 'quarantined') bead.state = 'quarantined'
      else if (event.to === 'crashed' && bead.state === 'live') bead.state = 'crashed'
      else if (event.to === 'stopped' && bead.state === 'quarantined') bead.state = 'crashed'
      return
    }
    case 'error': {
      const bead = byGeneration(event.error.generation)
      if (bead?.state === 'crashed' || bead?.state === 'quarantined') bead.error = event.error
      return
    }
  }
}

function newBead({ swap, at, source }: HostEvent & { type: 'swap-started' }): Bead {
  return {
    swap,
    at,
    source,
    state: 'staging',
    generation: null,
    version: null,
    pendingCalls: 0,
    drainedCalls: 0,
    isBack: false,
    isRestarted: false,
    durationMs: null,
    outputMs: null,
    error: null,
  }
}
