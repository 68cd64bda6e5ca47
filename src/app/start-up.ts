import type { PluginSource } from '../kernel/ports'
import type { SwapReport } from '../kernel/reports'
import type { Workspace } from '../workspace/workspace'
import type { Example } from './examples'

/** Plugins that are brought up at the same time; more would keep the first output waiting. */
const sideBySide = 3

/** The workspace of a first visit: the examples, as if they had been saved. */
export function seedExamples(workspace: Workspace, examples: readonly Example[]): void {
  for (const { name, files } of examples)
    workspace.seed(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])))
}

/**
 * Brings up every plugin as it was saved last, the one on screen first and alone until its output is seen. One that
 * fails tells so like any other save.
 */
export async function startPlugins(
  workspace: Workspace,
  first: string | null,
  save: (source: PluginSource) => Promise<SwapReport>,
  outputSeen: () => Promise<unknown>,
): Promise<void> {
  const names = workspace.plugins().sort((a, b) => Number(b === first) - Number(a === first))
  const sources = names.map((name) => workspace.savedSource(name)).filter((source) => source !== null)
  const [foremost, ...others] = sources
  if (foremost && (await save(foremost)).ok) await outputSeen()
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      for (let next = others.shift(); next; next = others.shift()) await save(next)
    }),
  )
}
