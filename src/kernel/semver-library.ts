import compare from 'semver/functions/compare'
import satisfies from 'semver/functions/satisfies'
import validRange from 'semver/ranges/valid'

/** The parts of the library that are used. Imported by `semver.ts` alone. */
export default { compare, satisfies, validRange }
