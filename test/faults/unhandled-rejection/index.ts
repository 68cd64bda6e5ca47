export default {
  execute(input: string) {
    if (input === 'reject') void Promise.reject(new RangeError('nobody waits'))
    if (input === 'later') {
      setTimeout(() => {
        throw new TypeError('nobody catches')
      }, 5)
    }
    return `got ${input}`
  },
}
