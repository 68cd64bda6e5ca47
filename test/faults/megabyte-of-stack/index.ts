export default {
  execute() {
    const error = new Error('m'.repeat(1_000_000))
    error.stack = `Error: m\n${'    at nowhere (file.ts:1:1)\n'.repeat(40_000)}`
    throw error
  },
}
