import { beforeEach, describe, expect, it } from 'vitest'
import { pluginError, type PluginError } from '../../../src/kernel/errors'
import type { HostEvent, HostEventBody } from '../../../src/kernel/events'
import { nothingUnloaded } from '../../../src/kernel/retire'
import { applyEvent, maxBeads, type Bead } from '../../../src/stores/bead-history'

const plugin = 'greeter'
const version = '1.0.0'
let beads: Bead[]
let serving: number | null
let seq: number

beforeEach(() => {
  beads = []
  serving = null
  seq = 0
})

function tell(body: HostEventBody): void {
  const event: HostEvent = { ...body, seq: ++seq, at: 1_000 }
  applyEvent(beads, event, (generation) => generation === serving)
}

function start(swap: number): void {
  tell({ type: 'swap-started', plugin, swap, source: { name: plugin, files: { 'index.ts': `save ${swap}` } } })
}

function commit(swap: number, generation = swap): void {
  start(swap)
  serving = generation
  const timings = { total: 8 }
  tell({ type: 'swap-committed', plugin, swap, version, generation, predecessor: null, timings, stateCarried: false })
}

const errorOf = (code: PluginError['code'], generation: number | null = null) =>
  pluginError(code, 'execute', { plugin, version, generation }, 'it failed')

function refuse(swap: number, code: PluginError['code']): void {
  tell({ type: 'swap-refused', plugin, swap, error: errorOf(code), serving })
}

function drain(generation: number, pendingCalls: number): void {
  tell({ type: 'draining', plugin, version, generation, pendingCalls })
}

function unload(generation: number): void {
  tell({ type: 'unloaded', receipt: { ...nothingUnloaded(plugin, 1), unloaded: true, version, generation } })
}

function turn(generation: number, from: 'active' | 'quarantined', to: 'crashed' | 'quarantined' | 'stopped'): void {
  tell({ type: 'state', plugin, version, generation, from, to })
}

const states = (): Bead['state'][] => beads.map(({ state }) => state)

describe('a save', () => {
  it('is live once it is committed, with its files and its times', () => {
    start(1)
    expect(states()).toEqual(['staging'])
    beads = []
    commit(1)
    tell({ type: 'swap-phase', plugin, swap: 1, phase: 'commit', startMs: 7, durationMs: 1 })
    tell({ type: 'swap-phase', plugin, swap: 1, phase: 'output', startMs: 8, durationMs: 3 })
    expect(beads).toMatchObject([
      { swap: 1, at: 1_000, state: 'live', generation: 1, version, durationMs: 8, outputMs: 11 },
    ])
    expect(beads[0]?.source.files).toEqual({ 'index.ts': 'save 1' })
  })

  it('that is refused stays beside the wire, and says why', () => {
    commit(1)
    start(2)
    refuse(2, 'INIT')
    expect(states()).toEqual(['live', 'failed'])
    expect(beads[1]?.error?.code).toBe('INIT')
  })

  it('that a newer one took the place of leaves no trace', () => {
    start(1)
    start(2)
    refuse(1, 'SUPERSEDED')
    expect(beads.map(({ swap }) => swap)).toEqual([2])
  })

  it('of long ago leaves the strip', () => {
    for (let swap = 1; swap <= maxBeads + 5; swap++) start(swap)
    expect(beads).toHaveLength(maxBeads)
    expect(beads[0]?.swap).toBe(6)
  })
})

describe('a predecessor', () => {
  beforeEach(() => {
    commit(1)
    commit(2)
  })

  it('fades while its calls end, and is gone with its receipt', () => {
    drain(1, 4)
    drain(1, 1)
    expect(beads[0]).toMatchObject({ state: 'draining', drainedCalls: 4, pendingCalls: 1 })
    unload(1)
    expect(beads[0]).toMatchObject({ state: 'gone', pendingCalls: 0 })
    expect(states()).toEqual(['gone', 'live'])
  })

  it('is back where the one after it crashed, and that one says why it ended', () => {
    unload(1)
    turn(2, 'active', 'crashed')
    expect(states()).toEqual(['gone', 'crashed'])
    serving = 1
    tell({ type: 'restarted', plugin, version, generation: 1, rolledBackFrom: 2, reason: errorOf('CRASHED', 2) })
    expect(beads).toMatchObject([
      { state: 'live', isBack: true, isRestarted: false },
      { state: 'crashed', error: { code: 'CRASHED' } },
    ])
    unload(2)
    expect(states()).toEqual(['live', 'crashed'])
  })

  it('that is back before its drain was over is not gone with that worker', () => {
    drain(1, 1)
    serving = 1
    tell({ type: 'restarted', plugin, version, generation: 1, rolledBackFrom: 2, reason: errorOf('CRASHED', 2) })
    unload(1)
    expect(states()).toEqual(['live', 'crashed'])
  })
})

describe('a generation that crashes', () => {
  beforeEach(() => {
    commit(1)
    turn(1, 'active', 'crashed')
  })

  it('is live again once it was started again', () => {
    tell({ type: 'error', error: errorOf('CRASHED', 1) })
    expect(beads).toMatchObject([{ state: 'crashed', error: { code: 'CRASHED' } }])
    tell({ type: 'restarted', plugin, version, generation: 1, rolledBackFrom: null, reason: errorOf('CRASHED', 1) })
    expect(beads).toMatchObject([{ state: 'live', isRestarted: true, isBack: false, error: null }])
  })

  it('again and again is in quarantine, and has crashed when it leaves that', () => {
    turn(1, 'active', 'quarantined')
    tell({ type: 'error', error: errorOf('QUARANTINED', 1) })
    expect(beads).toMatchObject([{ state: 'quarantined', error: { code: 'QUARANTINED' } }])
    turn(1, 'quarantined', 'stopped')
    expect(states()).toEqual(['crashed'])
  })
})

it('a generation that serves is not marked by an error of one of its calls', () => {
  commit(1)
  tell({ type: 'error', error: errorOf('EXECUTE', 1) })
  expect(beads).toMatchObject([{ state: 'live', error: null }])
})

it('events of saves and generations that are not on the strip change nothing', () => {
  commit(1)
  refuse(9, 'INIT')
  drain(9, 1)
  unload(9)
  turn(9, 'active', 'crashed')
  expect(states()).toEqual(['live'])
})
