let mode = ''
let calls = 0

const snapshots: Record<string, () => unknown> = {
  throws() {
    throw new RangeError('no film')
  },
  large: () => 'x'.repeat(1_000_000),
  uncloneable: () => ({ on: { click: () => {} } }),
  hangs: () => new Promise(() => {}),
}

export default {
  execute(input: string) {
    mode = input
    return ++calls
  },
  snapshot: () => snapshots[mode]?.() ?? calls,
  restore(state: number) {
    calls = state
  },
}
