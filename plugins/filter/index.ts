import { definePlugin, type CallContext } from 'hotplug'

const criteria: ReadonlyMap<unknown, (value: number) => boolean> = new Map([
  ['positive', (value) => value > 0],
  ['negative', (value) => value < 0],
  ['even', (value) => value % 2 === 0],
  ['odd', (value) => Math.abs(value % 2) === 1],
])

interface Config {
  type: string
}

export default definePlugin({
  execute(input: unknown, ctx: CallContext<Config>) {
    const meets = criteria.get(ctx.config.type) ?? (() => true)
    return checked(input).filter(meets)
  },

  validateConfig(config) {
    const { type } = config as Partial<Config>
    if (criteria.has(type)) return []
    return [{ path: '/type', message: `There is no such filter. Use one of ${[...criteria.keys()].join(', ')}.` }]
  },
})

function checked(input: unknown): number[] {
  if (!Array.isArray(input)) throw new TypeError('The input must be a list of numbers, such as [-1, 0, 1].')
  const stranger = input.findIndex((item) => typeof item !== 'number')
  if (stranger >= 0) throw new TypeError(`Item ${stranger} is ${JSON.stringify(input[stranger])}, which is no number.`)
  return input as number[]
}
