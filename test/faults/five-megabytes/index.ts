import { filler } from './filler'

export default { execute: () => filler.length }
