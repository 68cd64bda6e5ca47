export default {
  execute(input: string) {
    if (input !== 'close') return `got ${input}`
    for (;;) self.close()
  },
}
