import type { Bead } from '../../stores/generations'
import { counted, formatMs } from '../controls/format'

/** What a state is called, to people. */
export const stateWords: Readonly<Record<Bead['state'], string>> = {
  staging: 'being swapped in',
  live: 'live',
  draining: 'draining',
  gone: 'unloaded',
  failed: 'refused',
}

/** The time that a save took until its output was on screen, or until its commit where it gave none. */
export function beadMs(bead: Bead): number | null {
  return bead.outputMs ?? bead.durationMs
}

/** A bead in words: `Generation 12, version 1.1.0, live, 8.4 ms`; `Refused save, INIT: init threw`. */
export function beadName(bead: Bead): string {
  if (bead.state === 'failed')
    return `Refused save, ${bead.error ? `${bead.error.code}: ${bead.error.message}` : 'no reason given'}`
  if (bead.generation === null) return 'Save under way'
  const ms = beadMs(bead)
  return [
    `Generation ${bead.generation}`,
    ...(bead.version === null ? [] : [`version ${bead.version}`]),
    stateWords[bead.state],
    ...(bead.state === 'draining' ? [`${counted(bead.pendingCalls, 'call')} to finish`] : []),
    ...(ms === null ? [] : [formatMs(ms)]),
  ].join(', ')
}

/** What stands below a bead. */
export function beadLabel(bead: Bead): string {
  if (bead.state === 'failed') return ''
  if (bead.generation === null) return 'saving'
  const calls = bead.state === 'draining' ? ` · ${counted(bead.pendingCalls, 'call')}` : ''
  return `g${bead.generation}${calls}`
}
