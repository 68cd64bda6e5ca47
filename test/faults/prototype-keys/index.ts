export default { execute: () => 'fault' }
