export default {
  execute: (_input: unknown, ctx: { config: unknown }) => ctx.config,
}
