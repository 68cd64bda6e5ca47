export default {
  init() {
    let turns = 0
    for (;;) turns++
  },
  execute: () => 'fault',
}
