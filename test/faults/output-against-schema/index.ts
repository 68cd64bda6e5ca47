export default {
  execute(input: unknown): unknown {
    if (input === 'wrong') return { rows: [{ name: 'a' }, { name: 1 }] }
    if (input === 'hangs') return { rows: [{ name: `${'a'.repeat(60)}b` }] }
    return { rows: [{ name: 'a' }] }
  },
}
