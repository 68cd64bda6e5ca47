export default {
  execute(count: number) {
    const numbers = new Float64Array(count).map(() => Math.random())
    return numbers.sort((a, b) => Math.sin(a) - Math.sin(b))[0]
  },
}
