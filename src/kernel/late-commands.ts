import type { createCommands } from './commands'

/** `commands.ts`, once it is there. */
let create: typeof createCommands | null = null

/** Fetches it once. */
export async function loadCommands(): Promise<typeof createCommands> {
  return (create ??= (await import('./commands')).createCommands)
}

/** What {@link loadCommands} fetched; `null` before. */
export function loadedCommands(): typeof createCommands | null {
  return create
}
