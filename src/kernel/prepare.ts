import { versionOf } from './active-version'
import type { Build } from './build'
import { configMessage, effectiveConfig, type Config } from './config'
import type { DependencyRefusal } from './dependencies'
import { noBuild, pluginError, type PluginError, type Subject } from './errors'
import { hostApiVersion, manifestFile } from './manifest-file'
import type { Manifest } from './manifest-schema'
import type { CompileResult, Compiler, ConfigValues, Diagnostic, PluginSource, SchemaCheck } from './ports'
import { readManifest } from './read-manifest'
import type { Registration, WaitingSource } from './registry'
import { fail, ok, type Result } from './result'
import { fits, loadSemver } from './semver'
import type { SwapRecorder } from './swap-recorder'

/** Files of more than this many characters together are refused before anything is compiled. */
const maxSourceLength = 1_000_000

/** What is to be swapped in. */
export interface Wish {
  readonly source: PluginSource
  /** The person's config values; those that are kept unless told. Kept from the commit on. */
  readonly values?: Config
  /** Starts without the state of the predecessor. */
  readonly withoutState?: boolean
  /** The earlier generation that this brings back. */
  readonly backTo?: number
}

export interface PrepareOptions {
  readonly compiler: Compiler
  readonly configs: ConfigValues
  readonly schemas: SchemaCheck
  /** Fetches what {@link refuseDependencies} needs. */
  readonly loadDependencies: () => Promise<unknown>
  /** Why a plugin cannot come up for its dependencies, if it cannot; all who are in a circle are told of it. */
  readonly refuseDependencies: (manifest: Manifest, subject: Subject) => DependencyRefusal | null
}

/** The first part of a swap: from files to a build. Nothing of the plugin has run yet. */
export async function prepareBuild(
  options: PrepareOptions,
  registration: Registration,
  { source, values = options.configs.get(source.name) }: Wish,
  recorder: SwapRecorder,
  signal: AbortSignal,
): Promise<Result<Build, PluginError>> {
  const { compiler, schemas } = options
  const plugin = source.name
  const generation = registration.lastGeneration + 1
  const nameless = noBuild(plugin)

  const length = Object.values(source.files).reduce((sum, text) => sum + text.length, 0)
  if (length > maxSourceLength) {
    const message = `The files of '${plugin}' have ${length} characters; the limit is ${maxSourceLength}`
    return fail(pluginError('TOO_LARGE', 'compile', nameless, message))
  }

  const text = source.files[manifestFile]
  if (text === undefined) {
    const message = `'${plugin}' has no ${manifestFile}`
    return fail(pluginError('MANIFEST', 'manifest', nameless, message, { hint: missingManifestHint }))
  }
  const parsed = await readManifest(text, plugin)
  if (!parsed.ok) return fail(fromDiagnostics('MANIFEST', nameless, parsed.error))
  const manifest = parsed.value
  const { version } = manifest
  const subject: Subject = { plugin, version, generation }

  if (!(await fits(hostApiVersion, manifest.apiVersion))) {
    const message = `'${plugin}' asks for Hotplug ${manifest.apiVersion}, and this is ${hostApiVersion}`
    return fail(pluginError('API_VERSION', 'manifest', subject, message))
  }
  const needsOthers = Object.keys(manifest.dependencies).length > 0
  if (needsOthers || registration.versions.some((active) => versionOf(active) !== version)) await loadSemver()
  if (needsOthers) await options.loadDependencies()
  // A newer save has a say of its own in what waits.
  if (signal.aborted) return fail(superseded(subject))
  const refusal = holdBack(options, registration, { source, manifest }, subject)
  if (refusal) return fail(refusal)

  const config = effectiveConfig(manifest, values)
  if (manifest.configSchema !== undefined) {
    const { configSchema } = manifest
    const problems = await recorder.measure('config', () => schemas.check(configSchema, config))
    if (problems.length > 0) return fail(pluginError('CONFIG', 'config', subject, configMessage(problems)))
  }

  const compiled = await recorder.measure(
    'compile',
    () => compileUnlessAborted(source, manifest.main, compiler, signal),
    (result) => (result?.ok && result.cached ? 'while typing' : undefined),
  )
  if (!compiled) return fail(superseded(subject))
  if (!compiled.ok) return fail(fromDiagnostics('COMPILE', subject, compiled.problems))
  return ok({ plugin, version, generation, source, manifest, config, values, module: compiled.module })
}

/**
 * Has a plugin wait that cannot come up with what there is of its dependencies, and says why; `null` where each is met.
 * What {@link PrepareOptions.loadDependencies} fetches must be there if it has any.
 */
export function holdBack(
  { refuseDependencies }: Pick<PrepareOptions, 'refuseDependencies'>,
  registration: Registration,
  { source, manifest }: WaitingSource,
  subject: Subject,
): PluginError | null {
  if (Object.keys(manifest.dependencies).length === 0) return null
  const refusal = refuseDependencies(manifest, subject)
  if (!refusal) return null
  registration.blocked = { source, manifest }
  return refusal.error
}

/** What is typed on is compiled as well and may take this compile's place: only a newer save makes it needless. */
async function compileUnlessAborted(
  source: PluginSource,
  main: string,
  compiler: Compiler,
  signal: AbortSignal,
): Promise<CompileResult | null> {
  for (;;) {
    const result = await compiler.compile(source, main)
    if (result || signal.aborted) return result
  }
}

/** The error of a save that a newer one took the place of. */
export function superseded(subject: Subject): PluginError {
  return pluginError('SUPERSEDED', 'compile', subject, `A newer save of '${subject.plugin}' took the place of this one`)
}

const missingManifestHint =
  'Add plugin.json beside the source: { "name": …, "version": "1.0.0", "apiVersion": "^1.0.0", "main": "index.ts" }.'

/** The first diagnostic as the error; the others are counted, and stand in Problems each with its own place. */
function fromDiagnostics(
  code: 'COMPILE' | 'MANIFEST',
  subject: Subject,
  diagnostics: readonly Diagnostic[],
): PluginError {
  const phase = code === 'COMPILE' ? 'compile' : 'manifest'
  const [first, ...others] = diagnostics
  if (!first) return pluginError(code, phase, subject, 'The plugin could not be built')
  const { file, line, column, hint } = first
  const message = others.length === 0 ? first.message : `${first.message} (and ${others.length} more)`
  return pluginError(code, phase, subject, message, { hint, position: { file, line, column } })
}
