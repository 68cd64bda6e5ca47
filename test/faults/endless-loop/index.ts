export default {
  execute(input: string) {
    if (input !== 'loop') return `got ${input}`
    let turns = 0
    for (;;) {
      turns++
    }
  },
}
