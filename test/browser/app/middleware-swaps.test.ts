import { expect, test } from 'vitest'
import { startedPlayground } from '../../support/fresh-playground'

const playground = await startedPlayground()

const inFlight = 320
const swaps = 20
/** Room for all of them inside, so that a swap finds most of them half-way. */
const roomy = { concurrency: 400 }

/** What the plugin inside gives: which of its calls this was, counted by itself. */
const served = `
  let served = 0
  export default {
    execute: async ({ call }) => {
      await new Promise((resolve) => setTimeout(resolve, call % 20))
      return { call, served: ++served }
    },
  }`

const middlewares = {
  // Most of its calls wait in its queue.
  plain: {
    limits: {},
    source: (build: number) => `
      export default { around: async (call, next) => ({ ...(await next(call.input)), build: ${build} }) }`,
  },
  counting: {
    limits: roomy,
    source: (build: number) => `
      export default () => {
        let count = 0
        return {
          async around(call, next) {
            const mine = ++count
            return { ...(await next(call.input)), count: mine, build: ${build} }
          },
          snapshot: () => count,
          restore: (from) => { count = from },
        }
      }`,
  },
}

interface Output {
  readonly call: number
  readonly served: number
  /** Which save of the middleware was around it. */
  readonly build: number
  /** How many calls the middleware had gone around by then, where it counts. */
  readonly count?: number
}

interface Answer extends Output {
  /** Which call was made. */
  readonly made: number
  /** The newest save that was committed when it was made. */
  readonly committed: number
  /** The newest save that was begun when it was answered. */
  readonly begun: number
}

/** Keeps calls in flight: each that ends is followed by the next. */
function createLoad(run: (call: number) => Promise<void>) {
  let made = 0
  let underWay = 0
  let isOn = false

  async function go(): Promise<void> {
    while (isOn) {
      underWay++
      await run(made++)
      underWay--
    }
  }

  return {
    get made() {
      return made
    },
    get underWay() {
      return underWay
    },
    start() {
      isOn = true
      return Promise.all(Array.from({ length: inFlight }, go))
    },
    stop() {
      isOn = false
    },
  }
}

const numbers = (count: number, from: number) => Array.from({ length: count }, (_, index) => index + from)
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)

test.each(['plain', 'counting'] as const)(
  `${inFlight} calls in flight through ${swaps} swaps of the middleware around them: none lost, doubled or failed, %s`,
  { timeout: 90_000 },
  async (kind) => {
    const { hotplug, kernel } = playground
    const name = `served-${kind}`
    const middleware = `around-${kind}`
    const { limits, source } = middlewares[kind]
    const manifest = { version: '1.0.0', apiVersion: '^1.0.0' }
    hotplug.files.write(`${name}/plugin.json`, JSON.stringify({ ...manifest, name, limits: roomy }))
    hotplug.files.write(`${name}/index.ts`, served)
    const file = JSON.stringify({ ...manifest, name: middleware, kind: 'middleware', limits })
    hotplug.files.write(`${middleware}/plugin.json`, file)
    hotplug.files.write(`${middleware}/index.ts`, source(0))
    expect(await hotplug.save(name)).toMatchObject({ ok: true, generation: 1 })
    expect(await hotplug.save(middleware)).toMatchObject({ ok: true, generation: 1 })
    await hotplug.middleware.set(name, [middleware])

    const answers: Answer[] = []
    const failures: unknown[] = []
    let committed = 0
    let begun = 0
    const load = createLoad(async (made) => {
      const before = committed
      const report = await kernel.run(name, { call: made }, { quiet: true })
      if (report.ok) answers.push({ ...(report.output as Output), made, committed: before, begun })
      else failures.push(report.error)
    })
    const over = load.start()
    try {
      for (let build = 1; build <= swaps; build++) {
        const seen = load.made
        await expect.poll(() => load.made, { timeout: 10_000 }).toBeGreaterThan(seen + inFlight)
        expect(load.underWay).toBe(inFlight)
        begun = build
        hotplug.files.write(`${middleware}/index.ts`, source(build))
        expect(await hotplug.save(middleware)).toMatchObject({ ok: true, generation: build + 1 })
        committed = build
      }
      await expect.poll(() => answers.at(-1)?.build, { timeout: 10_000 }).toBe(swaps)
    } finally {
      load.stop()
    }
    await over

    expect(failures).toEqual([])
    expect(load.made).toBeGreaterThan(inFlight * swaps)
    const byCall = answers.toSorted((a, b) => a.made - b.made)
    expect(byCall.map(({ made }) => made)).toEqual(numbers(load.made, 0))
    expect(byCall.filter(({ call, made }) => call !== made)).toEqual([])
    // The plugin counted each once: no version of the middleware handed one on twice.
    expect(sorted(answers.map(({ served: count }) => count))).toEqual(numbers(load.made, 1))

    const builds = byCall.map(({ build }) => build)
    expect(builds).toEqual(sorted(builds))
    expect([...new Set(builds)]).toEqual(numbers(swaps + 1, 0))
    // Whatever was made after a commit went through what was committed, and nothing was answered ahead of its save.
    const astray = answers.filter(({ build, ...at }) => build < at.committed || build > at.begun)
    expect(astray).toEqual([])
    if (kind !== 'counting') return
    // Handed from each version to the next, with no call counted by two of them or by none.
    expect(sorted(answers.map(({ count = 0 }) => count))).toEqual(numbers(load.made, 1))
  },
)
