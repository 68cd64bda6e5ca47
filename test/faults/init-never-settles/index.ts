export default {
  init: () => new Promise(() => {}),
  execute: () => 'fault',
}
