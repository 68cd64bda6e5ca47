import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { effectiveConfig, type Config } from '../../kernel/config'
import { manifestFile } from '../../kernel/manifest-file'
import { readManifest } from '../../kernel/read-manifest'
import { loadSemver } from '../../kernel/semver'
import { coalesce, whenTypingRests } from '../../stores/coalesce'
import { readStepConfig, type StepDraft } from '../../stores/pipeline-steps'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore, type PluginView } from '../../stores/plugins'
import { canBeStep } from './step-choices'

/** What is known of a step before it runs. */
export interface StepCheck {
  /** What is wrong with each part, for the person. */
  readonly plugin: string | null
  readonly version: string | null
  readonly config: readonly string[]
  /** The config with the step's values in it; `null` where it cannot be told. */
  readonly effective: Config | null
}

/** Checks steps when the typing rests: by their id. */
export function useStepChecks(steps: () => readonly StepDraft[]): Readonly<ShallowRef<ReadonlyMap<number, StepCheck>>> {
  const { kernel, workspace, schemas } = usePlayground()
  const plugins = usePluginsStore()
  const checks = shallowRef<ReadonlyMap<number, StepCheck>>(new Map())
  let newest = 0
  let isGone = false

  async function check(step: StepDraft): Promise<StepCheck> {
    const view = plugins.list.find(({ name }) => name === step.plugin)
    if (!view) {
      const plugin = `There is no plugin "${step.plugin}" in the workspace. Choose another.`
      return { plugin, version: null, config: [], effective: null }
    }
    if (!canBeStep(view)) {
      const plugin = `"${step.plugin}" is a middleware: it goes around the calls of others. Choose another.`
      return { plugin, version: null, config: [], effective: null }
    }
    const [version, { problems, effective }] = await Promise.all([versionProblem(step, view), checkConfig(step)])
    return { plugin: null, version, config: problems, effective }
  }

  async function checkConfig({
    plugin,
    config: text,
  }: StepDraft): Promise<{ problems: readonly string[]; effective: Config | null }> {
    const read = readStepConfig(text)
    if (!read.ok) return { problems: [read.error], effective: null }
    const manifest = await readManifest(workspace.savedSource(plugin)?.files[manifestFile] ?? '', plugin)
    if (!manifest.ok) return { problems: [], effective: null }
    const own = effectiveConfig(manifest.value, kernel.configValues(plugin))
    const effective = effectiveConfig({ config: own }, read.value ?? {})
    const { configSchema } = manifest.value
    const problems = configSchema === undefined ? [] : await schemas.check(configSchema, effective)
    return { problems: problems.map(({ path, message }) => `${path || '/'}: ${message}`), effective }
  }

  async function checkAll(): Promise<void> {
    const number = ++newest
    await kernel.complete()
    const all = await Promise.all(steps().map(async (step) => [step.id, await check(step)] as const))
    if (number === newest && !isGone) checks.value = new Map(all)
  }

  const checkSoon = coalesce(() => void checkAll().catch(reportError), whenTypingRests)
  watch([steps, () => plugins.list], checkSoon, { immediate: true })
  onScopeDispose(() => (isGone = true))
  return checks
}

async function versionProblem({ version }: StepDraft, { versions }: PluginView): Promise<string | null> {
  const range = version.trim()
  if (range === '') return null
  const { validRange, satisfies } = await loadSemver()
  if (validRange(range) === null) return 'This is no range of versions. Write one such as ^1.0.0, or leave it empty.'
  const active = versions.flatMap((status) => (status.generation === null || !status.version ? [] : [status.version]))
  if (active.length === 0 || active.some((one) => satisfies(one, range))) return null
  return `No active version fits: there is ${active.join(', ')}.`
}
