import { describe, expect, it } from 'vitest'
import {
  createLifecycle,
  LifecycleBug,
  transitions,
  type LifecycleEvent,
  type State,
} from '../../../src/kernel/lifecycle'

const states = Object.keys(transitions) as State[]
const events = [...new Set(states.flatMap((state) => Object.keys(transitions[state])))] as LifecycleEvent[]

describe('the lifecycle', () => {
  it('follows a plugin from its compile to its end', () => {
    const seen: string[] = []
    const lifecycle = createLifecycle('compiling', (from, to) => seen.push(`${from} → ${to}`))
    for (const event of ['compiled', 'loaded', 'committed', 'replaced', 'reaped'] as const) lifecycle.send(event)
    expect(lifecycle.state).toBe('stopped')
    expect(seen).toEqual([
      'compiling → loading',
      'loading → initialising',
      'initialising → active',
      'active → draining',
      'draining → stopped',
    ])
  })

  it.each(states.flatMap((state) => events.map((event) => [state, event] as const)))(
    'in %s answers to %s as the table says, and takes anything else for a bug',
    (state, event) => {
      let changes = 0
      const lifecycle = createLifecycle(state, () => changes++)
      const next = transitions[state][event]
      expect(lifecycle.allows(event)).toBe(next !== undefined)
      if (next !== undefined) expect(lifecycle.send(event)).toBe(next)
      else expect(() => lifecycle.send(event)).toThrow(new LifecycleBug(state, event))
      expect(lifecycle.state).toBe(next ?? state)
      expect(changes).toBe(next === undefined ? 0 : 1)
    },
  )

  it('can end from every state that is not an end', () => {
    const ends: State[] = ['failed', 'stopped']
    const reaches = (from: State, seen: Set<State>): Set<State> => {
      if (seen.has(from)) return seen
      seen.add(from)
      for (const next of Object.values(transitions[from])) reaches(next, seen)
      return seen
    }
    for (const state of states) expect([...reaches(state, new Set())].some((one) => ends.includes(one))).toBe(true)
  })
})
