const kept: Uint8Array[] = []

export default {
  execute(input: string) {
    if (input !== 'bomb') return `got ${input}`
    for (;;) kept.push(new Uint8Array(2 ** 36))
  },
}
