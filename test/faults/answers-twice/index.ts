export default {
  execute: () => ({
    then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
      resolve('first')
      resolve('second')
      reject(new Error('third'))
      throw new Error('fourth')
    },
  }),
}
