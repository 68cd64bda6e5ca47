export default {
  validateConfig(config: { style?: unknown }) {
    return config.style === 'plain' ? [] : [{ path: '/style', message: 'The style must be "plain".' }]
  },
  execute: (_input: unknown, ctx: { config: unknown }) => ctx.config,
}
