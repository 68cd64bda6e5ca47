interface Link {
  readonly ballast: number[]
  readonly next: Link | null
}

export default {
  execute(input: string) {
    if (input !== 'bomb') return `got ${input}`
    let last: Link | null = null
    for (;;) last = { ballast: new Array<number>(100_000).fill(Math.random()), next: last }
  },
}
