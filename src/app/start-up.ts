import { inDependencyOrder } from '../kernel/dependency-order'
import type { Kernel } from '../kernel/kernel'
import { manifestFile } from '../kernel/manifest-file'
import type { PluginSource } from '../kernel/ports'
import { readManifest } from '../kernel/read-manifest'
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
 * Brings up every plugin as it was saved last, each after those that it depends on; the one on screen first, and alone
 * until its output is seen. One that fails tells so like any other save.
 */
export async function startPlugins(
  workspace: Workspace,
  first: string | null,
  kernel: Pick<Kernel, 'load'>,
  outputSeen: () => Promise<unknown>,
): Promise<void> {
  const load = (source: PluginSource) => kernel.load(source, { disabled: isDisabled(workspace, source.name) })
  const names = workspace.plugins()
  const savedSources = (of: readonly string[]) =>
    of.map((name) => workspace.savedSource(name)).filter((source) => source !== null)
  // Nothing of the others is read before: there may be very many.
  const [foremost] = savedSources(names.filter((name) => name === first))
  if (foremost && (await load(foremost))?.ok) await outputSeen()
  const others = await orderOf(savedSources(names.filter((name) => name !== first)))
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      for (let next = others.shift(); next; next = others.shift()) await load(next)
    }),
  )
}

async function orderOf(sources: readonly PluginSource[]): Promise<PluginSource[]> {
  const plugins = sources.map(async (source) => {
    const manifest = await readManifest(source.files[manifestFile] ?? '', source.name)
    return { name: source.name, source, needs: manifest.ok ? Object.keys(manifest.value.dependencies) : [] }
  })
  return inDependencyOrder(await Promise.all(plugins)).map(({ source }) => source)
}

/** Whether a person has switched the plugin off. */
export function isDisabled(workspace: Pick<Workspace, 'settingsOf'>, plugin: string): boolean {
  return workspace.settingsOf(plugin).get('disabled') === true
}

export function setDisabled(workspace: Pick<Workspace, 'settingsOf'>, plugin: string, disabled: boolean): void {
  if (disabled) workspace.settingsOf(plugin).set('disabled', true)
  else workspace.settingsOf(plugin).remove('disabled')
}
