export default {
  init() {
    setTimeout(() => self.close(), 1_000)
  },
  execute: () => 'fault',
}
