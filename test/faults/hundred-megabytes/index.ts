export default {
  execute(input: string) {
    if (input === 'bytes') return new Uint8Array(100_000_000)
    if (input === 'text') return 'm'.repeat(100_000_000)
    return Array.from({ length: 200_000 }, (_, row) => ({ row, text: 'm'.repeat(500) }))
  },
}
