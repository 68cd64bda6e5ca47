import satisfies from 'semver/functions/satisfies'
import { subjectOf, type Build } from './build'
import { byteLengthUpTo } from './byte-length'
import { pluginError, type PluginError } from './errors'

/** What a call asks of the build that takes it. */
export interface Request {
  readonly input: unknown
  /** A SemVer range. */
  readonly range: string | undefined
}

/** Why this build cannot take the call, if it cannot. Asked when the call's turn comes: a swap may have come before. */
export function refuseEntry({ input, range }: Request, build: Build): PluginError | null {
  const { plugin, version, manifest } = build
  if (range !== undefined && !satisfies(version, range)) {
    const message = `'${plugin}' ${version} is active, and no active version fits ${range}`
    return pluginError('NOT_FOUND', 'execute', subjectOf(build), message)
  }
  const { inputBytes } = manifest.limits
  if (byteLengthUpTo(inputBytes, input) <= inputBytes) return null
  const message = `The input is larger than limits.inputBytes, ${inputBytes} bytes`
  return pluginError('INPUT', 'execute', subjectOf(build), message)
}
