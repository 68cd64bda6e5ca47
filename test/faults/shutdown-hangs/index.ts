export default {
  execute: () => 'fault',
  shutdown() {
    for (;;);
  },
}
