export default {
  execute: () => 'fault',
  shutdown() {
    throw new RangeError('not yet')
  },
}
