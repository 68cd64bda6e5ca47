import type { Origin } from '../sdk'
import type { Config } from './config'
import type { Subject } from './errors'
import type { Manifest } from './manifest-schema'
import type { CompiledModule, PluginSource } from './ports'

/** What a generation is made of; enough to start it again. */
export interface Build {
  readonly plugin: string
  readonly version: string
  readonly generation: number
  readonly source: PluginSource
  readonly manifest: Manifest
  /** The defaults of the manifest with {@link values} over them. */
  readonly config: Config
  /** The person's own values when this was built. */
  readonly values: Config
  readonly module: CompiledModule
}

/** Who an error of this build is about. */
export function subjectOf({ plugin, version, generation }: Build): Subject {
  return { plugin, version, generation }
}

/** Where a state of this build comes from. */
export function originOf({ version, generation }: Build): Origin {
  return { version, generation }
}
