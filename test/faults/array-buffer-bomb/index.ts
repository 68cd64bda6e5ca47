const kept: ArrayBuffer[] = []

export default {
  execute(input: string) {
    if (input !== 'bomb') return `got ${input}`
    for (;;) kept.push(new ArrayBuffer(2 ** 33))
  },
}
