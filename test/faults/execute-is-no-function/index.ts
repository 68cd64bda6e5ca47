export default { execute: 'Hello', greet: () => 'Hello' }
