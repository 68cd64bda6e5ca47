export default {
  execute: () => 'fault',
  restore(state: { count: number }) {
    if (state.count === 1) throw new RangeError('not mine')
    if (state.count === 2) return new Promise(() => {})
    for (;;);
  },
}
