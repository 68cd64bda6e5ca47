import type { Commands, createCommands } from './commands'

/** The commands of one kernel, for a part of it that may need them before they are there. */
export interface LateCommands {
  /** `null` before they are there. */
  readonly commands: () => Commands | null
  /** Fetches them once. Rejects where they cannot be fetched; another call tries again. */
  readonly complete: () => Promise<Commands>
}

/** `commands.ts`, once it is there. */
let create: typeof createCommands | null = null

/** Fetches it once, with what reads manifests: the next save may come when the site cannot be reached. */
export async function loadCommands(): Promise<typeof createCommands> {
  if (create) return create
  const [commands] = await Promise.all([import('./commands'), import('./read-good-manifest')])
  return (create = commands.createCommands)
}

/** What {@link loadCommands} fetched; `null` before. */
export function loadedCommands(): typeof createCommands | null {
  return create
}
