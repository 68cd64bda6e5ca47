const hostile = new Proxy(
  {},
  new Proxy(
    {},
    {
      get() {
        throw new Error('trap')
      },
    },
  ),
)

const thrown: Record<string, () => unknown> = {
  null: () => null,
  undefined: () => undefined,
  text: () => 'boom',
  'frozen object': () => Object.freeze({ message: 'cold' }),
  proxy: () => hostile,
  'stack getter': () => Object.defineProperty(new Error('quiet'), 'stack', { get: () => hostile['stack' as never] }),
  'circular cause'() {
    const error = new Error('round')
    return Object.assign(error, { cause: new Error('and round', { cause: error }) })
  },
}

export default {
  execute(input: string) {
    throw thrown[input]!()
  },
}
