export default {
  init() {
    throw new RangeError('no luck today')
  },
  execute: () => 'fault',
}
