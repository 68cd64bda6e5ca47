await new Promise(() => {})

export default { execute: () => 'never' }
