export default {
  execute: (input: string) => /^(a+)+$/.test(input),
}
