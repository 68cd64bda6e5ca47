import type { Bead } from '../../stores/bead-history'
import { counted, formatMs } from '../controls/format'

/** What a state is called, to people. */
export const stateWords: Readonly<Record<Bead['state'], string>> = {
  staging: 'being swapped in',
  live: 'live',
  draining: 'draining',
  gone: 'unloaded',
  failed: 'refused',
  crashed: 'crashed',
  quarantined: 'in quarantine',
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
    ...(isBack(bead) ? ['brought back'] : []),
    ...(bead.error ? [`${bead.error.code}: ${bead.error.message}`] : []),
    ...(bead.state === 'draining' ? [`${counted(bead.pendingCalls, 'call')} to finish`] : []),
    ...(ms === null ? [] : [formatMs(ms)]),
  ].join(', ')
}

/** Whether it serves because the one after it crashed. */
export function isBack(bead: Bead): boolean {
  return bead.isBack && bead.state === 'live'
}

/** The share of its calls that a draining generation has yet to finish, from 0 to 1. */
export function shareLeft({ state, pendingCalls, drainedCalls }: Bead): number {
  return state === 'draining' && drainedCalls > 0 ? Math.min(1, pendingCalls / drainedCalls) : 1
}

/** What stands below a bead. */
export function beadLabel(bead: Bead): string {
  if (bead.state === 'failed') return ''
  if (isBack(bead)) return `↩ g${bead.generation}`
  if (bead.generation === null) return 'saving'
  const calls = bead.state === 'draining' ? ` · ${counted(bead.pendingCalls, 'call')}` : ''
  return `g${bead.generation}${calls}`
}
