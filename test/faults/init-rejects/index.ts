async function connect(): Promise<never> {
  await null
  throw new Error('nobody answers')
}

export default {
  init: () => connect(),
  execute: () => 'fault',
}
