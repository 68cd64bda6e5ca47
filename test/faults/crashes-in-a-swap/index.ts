export default {
  init() {
    self.close()
  },
  execute: () => 'fault',
}
