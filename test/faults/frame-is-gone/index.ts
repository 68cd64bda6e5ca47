export default {
  execute: (input: string) => (input === 'wait' ? new Promise(() => {}) : `got ${input}`),
}
