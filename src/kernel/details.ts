import type { Manifest } from './manifest-schema'
import type { GuestExports } from './guest-port'
import type { Registry } from './registry'

/** What a plugin is made of: the version that calls without a range go to. */
export interface PluginDetails {
  /** Its manifest with every default filled in: of what serves, else of what waits to. */
  readonly manifest: Manifest | null
  /** Which of the contract's optional members it has; `null` while none is loaded. */
  readonly members: GuestExports | null
}

export function detailsOf(registry: Registry, plugin: string): PluginDetails {
  const { current = null, dormant, blocked } = registry.get(plugin) ?? {}
  return {
    manifest: (current?.build ?? dormant ?? blocked)?.manifest ?? null,
    members: current?.serving?.exports ?? null,
  }
}
