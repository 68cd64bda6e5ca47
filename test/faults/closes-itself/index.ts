export default {
  execute(input: string) {
    if (input === 'soon') setTimeout(() => self.close(), 20)
    return `got ${input}`
  },
}
