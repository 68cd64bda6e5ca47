import { definePlugin, type CallContext, type Context } from 'hotplug'

interface Config {
  windowMs: number
  samplesKept: number
}

interface Sample {
  name: string
  value: number
}

interface TakenSample extends Sample {
  /** In milliseconds since 1970. */
  at: number
}

export default definePlugin((ctx: Context<Config>) => {
  /** Oldest first. */
  let taken: TakenSample[] = []

  return {
    /** Takes the samples in, and sums up what the window holds then. */
    async execute(input: unknown, { clock }: CallContext<Config>) {
      const samples = readSamples(input)
      // One time for all of them, and not the worker's own clock: a test sets it, and a person grants it.
      const at = await clock.now()
      const { windowMs, samplesKept } = ctx.config
      taken = [...taken, ...samples.map((sample) => ({ ...sample, at }))]
        .filter((sample) => sample.at > at - windowMs)
        .slice(-samplesKept)
      for (const { name, value } of samples) ctx.metrics.observe(name.slice(0, 100), value)
      return sumUp(taken)
    },

    snapshot: () => taken,

    restore(state: unknown) {
      if (!Array.isArray(state) || !state.every(isTaken)) throw new TypeError('The state must be a list of samples.')
      taken = state
    },
  }
})

function sumUp(samples: readonly TakenSample[]) {
  const names = [...new Set(samples.map(({ name }) => name))].sort()
  return names.map((name) => {
    const values = samples.filter((sample) => sample.name === name).map(({ value }) => value)
    return {
      name,
      samples: values.length,
      min: Math.min(...values),
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      max: Math.max(...values),
      last: values.at(-1) ?? 0,
    }
  })
}

function readSamples(input: unknown): Sample[] {
  if (!Array.isArray(input) || !input.every(isSample))
    throw new TypeError('The input must be a list of samples: [{ "name": "cpu", "value": 0.42 }].')
  return input
}

function isSample(sample: unknown): sample is Sample {
  const { name, value } = Object(sample) as Partial<Record<string, unknown>>
  return typeof name === 'string' && name !== '' && Number.isFinite(value)
}

function isTaken(sample: unknown): sample is TakenSample {
  return isSample(sample) && Number.isFinite((sample as Partial<TakenSample>).at)
}
