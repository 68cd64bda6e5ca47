const kept: { list: number[] }[] = []

export default {
  execute(input: { list: number[] }) {
    const seen = [...input.list]
    for (const other of kept) other.list.push(-1)
    kept.push(input)
    input.list.length = 0
    input.list.push(666)
    return seen
  },
}
