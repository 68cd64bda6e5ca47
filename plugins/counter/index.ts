import { definePlugin, type Context } from 'hotplug'

interface Config {
  step: number
}

/** A factory is called once for each generation, so `count` belongs to that generation alone. */
export default definePlugin((ctx: Context<Config>) => {
  let count = 0
  return {
    execute(command: unknown) {
      if (command !== 'count' && command !== 'reset') throw new TypeError('The input must be "count" or "reset".')
      count = command === 'reset' ? 0 : count + ctx.config.step
      ctx.metrics.gauge('count', count)
      return count
    },

    validateConfig(config) {
      const { step } = config as Partial<Config>
      return Number.isFinite(step) ? [] : [{ path: '/step', message: 'The step must be a number.' }]
    },

    /** Change this file and save: the next generation goes on from here. */
    snapshot() {
      return { count }
    },

    restore(state: unknown) {
      const restored = Object(state) as { count?: unknown }
      if (typeof restored.count !== 'number') throw new TypeError('The state must have a "count" that is a number.')
      count = restored.count
    },
  }
})
