const ways: Record<string, () => unknown> = {
  throws() {
    throw new RangeError('no pulse')
  },
  hangs: () => new Promise(() => {}),
  loops() {
    for (;;);
  },
  nonsense: () => ({ status: 'splendid' }),
  failing: () => ({ status: 'failing', detail: 'not today' }),
}
let how = ''

export default {
  init(ctx: { config: { how: string } }) {
    how = ctx.config.how
  },
  execute: () => 'fault',
  healthCheck: () => ways[how]?.(),
}
