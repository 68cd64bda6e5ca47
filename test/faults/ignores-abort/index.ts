let ticks = 0

export default {
  async execute(input: string) {
    while (input === 'on and on') {
      await new Promise((resolve) => setTimeout(resolve, 5))
      ticks++
    }
    return `got ${input}`
  },
}
