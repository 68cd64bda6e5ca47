import { describe, expect, it } from 'vitest'
import { pluginError } from '../../../src/kernel/errors'
import type { Bead } from '../../../src/stores/bead-history'
import { beadLabel, beadName, shareLeft } from '../../../src/ui/generations/bead-words'
import { stripBeads } from '../../../src/ui/generations/strip-beads'

let swaps = 0

function bead(generation: number | null, more: Partial<Bead> = {}): Bead {
  return {
    ...{ swap: ++swaps, at: 0, source: { name: 'greeter', files: {} }, state: 'gone', generation, version: '1.0.0' },
    ...{
      pendingCalls: 0,
      drainedCalls: 0,
      isBack: false,
      isRestarted: false,
      durationMs: 8,
      outputMs: null,
      error: null,
    },
    ...more,
  }
}

const error = pluginError('CRASHED', 'idle', { plugin: 'greeter', version: '1.0.0', generation: 2 }, 'it fell')

describe('a bead', () => {
  it.each<[Bead, string, string]>([
    [bead(null, { state: 'staging', version: null }), 'saving', 'Save under way'],
    [bead(2, { state: 'live' }), 'g2', 'Generation 2, version 1.0.0, live, 8.0 ms'],
    [
      bead(2, { state: 'draining', pendingCalls: 1 }),
      'g2 · 1 call',
      'Generation 2, version 1.0.0, draining, 1 call to finish, 8.0 ms',
    ],
    [bead(1, { state: 'live', isBack: true }), '↩ g1', 'Generation 1, version 1.0.0, live, brought back, 8.0 ms'],
    [bead(1, { isBack: true }), 'g1', 'Generation 1, version 1.0.0, unloaded, 8.0 ms'],
    [bead(2, { state: 'crashed', error }), 'g2', 'Generation 2, version 1.0.0, crashed, CRASHED: it fell, 8.0 ms'],
    [bead(null, { state: 'failed', error }), '', 'Refused save, CRASHED: it fell'],
  ])('says in words all that it shows: %#', (shown, label, name) => {
    expect(beadLabel(shown)).toBe(label)
    expect(beadName(shown)).toBe(name)
  })

  it('fades with the calls that it has yet to finish', () => {
    expect(shareLeft(bead(1, { state: 'draining', pendingCalls: 4, drainedCalls: 16 }))).toBe(0.25)
    expect(shareLeft(bead(1, { state: 'draining', pendingCalls: 3 }))).toBe(1)
    expect(shareLeft(bead(1))).toBe(1)
  })
})

describe('the strip', () => {
  const labels = (beads: Bead[]) => stripBeads(beads).map(({ versionLabel }) => versionLabel)

  it('tells a version where it changes', () => {
    expect(labels([bead(1), bead(2), bead(3, { version: '1.1.0', state: 'live' })])).toEqual(['1.0.0', null, '1.1.0'])
  })

  it('tells it of each that serves, where several do', () => {
    const beads = [bead(1), bead(2, { state: 'live' }), bead(3, { version: '2.0.0', state: 'live' })]
    expect(labels(beads)).toEqual(['1.0.0', '1.0.0', '2.0.0'])
  })

  it('has its wire up to the newest commit', () => {
    const beads = [bead(1), bead(2), bead(null, { state: 'failed' })]
    expect(stripBeads(beads).map(({ wire }) => wire)).toEqual(['solid', 'last', 'dashed'])
  })
})
