export default {
  execute(input: string) {
    const half = input.slice(0, input.length /
  },
}
