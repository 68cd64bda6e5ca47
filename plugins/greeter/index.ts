import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  style: string
}

export default definePlugin({
  execute(name: unknown, ctx: CallContext<Config>) {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new TypeError('The input must be a name, such as "Ada".')
    }
    return greet(name.trim(), ctx.config.style)
  },

  validateConfig(config) {
    const { style } = config as Partial<Config>
    return typeof style === 'string' ? [] : [{ path: '/style', message: 'The style must be a text, such as "formal".' }]
  },
})

function greet(name: string, style: string): string {
  switch (style) {
    case 'friendly':
      return `Hello, ${name}! Great to see you!`
    case 'formal':
      return `Good day, ${name}.`
    default:
      return `Hi, ${name}`
  }
}
