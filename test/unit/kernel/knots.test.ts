import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, type World } from './support/world'

/** What a call does: it waits for a while, or calls plugins and waits for all of them. */
type Script = readonly Act[]
type Act = { readonly waitMs: number } | { readonly all: readonly Asked[] }
interface Asked {
  readonly plugin: string
  readonly script: Script
}

/** A call as the plugins themselves see it: what it waits for is known, not guessed. */
interface Seen {
  readonly plugin: string
  isInside: boolean
  /** Whether it does something by itself. */
  isBusy: boolean
  readonly asked: Set<Seen>
}

const plugins = ['a', 'b', 'c']

/** Plugins that may all call one another, which no save would allow: they come to it as newer versions crash. */
async function meshWorld(places: Readonly<Record<string, number>>, program: (plugin: string) => Program) {
  const world = createWorld()
  const plain: Program = { execute: () => null }
  for (const name of plugins) await world.save(plain, {}, name)
  for (const name of plugins) {
    const others = plugins.filter((other) => other !== name).map((other) => [other, '*'])
    const limits = { concurrency: places[name], executeMs: 300_000 }
    const manifest = { version: '2.0.0', dependencies: Object.fromEntries(others), limits }
    await world.save(program(name), manifest, name)
    world.kernel.pin(name, '2.0.0')
    await world.save(plain, { version: '3.0.0' }, name)
  }
  for (const name of plugins) world.realm(3, name).die()
  await settle()
  for (const name of plugins) expect(world.status(name).version).toBe('2.0.0')
  return world
}

class Play {
  readonly seen = new Set<Seen>()

  constructor(private readonly now: () => World) {}

  readonly program = (plugin: string): Program => ({
    execute: async (input, ctx) => {
      const { call, script } = input as { call: number; script: Script }
      const mine = this.begin(plugin, call)
      const done: unknown[] = []
      for (const act of script) {
        if ('waitMs' in act) {
          mine.isBusy = true
          await new Promise<void>((resolve) => this.now().clock.after(act.waitMs, resolve))
          mine.isBusy = false
        } else {
          const calls = act.all.map(async (asked) => {
            const child = this.ask(asked.plugin)
            mine.asked.add(child.seen)
            try {
              return await ctx.plugins.call(asked.plugin, { call: child.number, script: asked.script })
            } catch (error) {
              return (error as { code: string }).code
            } finally {
              mine.asked.delete(child.seen)
              this.seen.delete(child.seen)
            }
          })
          done.push(await Promise.all(calls))
        }
      }
      this.seen.delete(mine)
      return done
    },
  })

  private readonly numbers = new Map<number, Seen>()

  ask(plugin: string): { readonly seen: Seen; readonly number: number } {
    const seen: Seen = { plugin, isInside: false, isBusy: false, asked: new Set() }
    const number = this.numbers.size
    this.numbers.set(number, seen)
    this.seen.add(seen)
    return { seen, number }
  }

  private begin(plugin: string, number: number): Seen {
    const seen = this.numbers.get(number)
    if (seen?.plugin !== plugin) throw new Error(`no call ${number} of ${plugin}`)
    seen.isInside = true
    return seen
  }

  /** The plugins whose calls never end, if all that can go on does: by playing it to its end. */
  knotted(places: Readonly<Record<string, number>>): Set<string> {
    const left = new Map([...this.seen].map((one) => [one, one.isInside]))
    const taken = (plugin: string) => [...left].filter(([one, inside]) => inside && one.plugin === plugin).length
    for (let changed = true; changed;) {
      changed = false
      for (const [one, inside] of left) {
        const waits = !one.isBusy && [...one.asked].some((child) => left.has(child))
        if (inside && !waits) changed = left.delete(one) || changed
        if (!inside && taken(one.plugin) < (places[one.plugin] ?? 0)) changed = left.delete(one) || changed
      }
    }
    return new Set([...left.keys()].filter((one) => left.get(one)).map(({ plugin }) => plugin))
  }
}

const act = (depth: number): fc.Arbitrary<Act> => {
  const waits = fc.record({ waitMs: fc.integer({ min: 1, max: 40 }) })
  if (depth === 0) return waits
  const asked = fc.record({ plugin: fc.constantFrom(...plugins), script: fc.array(act(depth - 1), { maxLength: 2 }) })
  return fc.oneof(waits, fc.record({ all: fc.array(asked, { minLength: 1, maxLength: 2 }) }))
}
const calls = fc.array(
  fc.record({
    plugin: fc.constantFrom(...plugins),
    script: fc.array(act(3), { maxLength: 3 }),
    afterMs: fc.nat(20),
  }),
  { maxLength: 8 },
)
const room = fc.record({ a: fc.integer({ min: 1, max: 2 }), b: fc.constantFrom(1, 1, 3), c: fc.constant(1) })

describe('calls that wait for each other', () => {
  it('are found whenever there are any, and never else', async () => {
    let knots = 0
    await fc.assert(
      fc.asyncProperty(room, calls, async (places, tops) => {
        let now: World | null = null
        const play = new Play(() => now ?? createWorld())
        const world = (now = await meshWorld(places, play.program))
        const alarms: { code: string; isReal: boolean }[] = []
        world.on((event) => {
          if (event.type !== 'error') return
          const { code, plugin } = event.error
          alarms.push({ code, isReal: play.knotted(places).has(plugin) })
        })
        const runs = []
        for (const { plugin, script, afterMs } of tops) {
          await world.clock.advance(afterMs)
          const { number } = play.ask(plugin)
          runs.push(world.startRun({ call: number, script }, {}, plugin))
        }
        await world.clock.advance(100_000)
        for (const { value } of runs) expect(value).toMatchObject({ ok: true })
        for (const { stats } of world.kernel.status()) expect(stats).toMatchObject({ inFlight: 0, waiting: 0 })
        for (const alarm of alarms) expect(alarm).toEqual({ code: 'DEPENDENCY_CYCLE', isReal: true })
        if (alarms.length > 0) knots++
      }),
      { numRuns: 80 },
    )
    expect(knots).toBeGreaterThan(0)
  }, 60_000)
})
