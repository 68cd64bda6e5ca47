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
  readonly module: CompiledModule
}

/** Who an error of this build is about. */
export function subjectOf({ plugin, version, generation }: Build): Subject {
  return { plugin, version, generation }
}
