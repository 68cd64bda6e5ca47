import * as v from 'valibot'
import { pluginError, PluginFailure, type PluginError } from '../kernel/errors'
import type { Kernel } from '../kernel/kernel'
import { pluginName } from '../kernel/manifest-schema'
import type { PipelineReport } from '../kernel/pipeline/pipeline-report'
import { maxSamples } from '../kernel/pipeline/samples'
import type { Clock } from '../kernel/ports'
import { onErrors, renamed, type Step } from '../kernel/pipeline/step'
import { parseSteps } from '../kernel/pipeline/steps-schema'
import { createTurns } from '../kernel/pipeline/turns'
import { fail, ok, type Result } from '../kernel/result'
import { loadSemver } from '../kernel/semver'
import type { Json } from '../workspace/settings'
import type { Workspace } from '../workspace/workspace'
import { itemKinds } from './items/item-kind'
import { openItems } from './items/open-items'
import type { HotplugPipelines, PipelineRunOptions } from './hotplug-pipelines'
import { yieldToPage } from './yield-to-page'

export { seedPipelines } from './example-pipelines'

export interface SavedPipelinesOptions {
  readonly workspace: Pick<Workspace, 'settings' | 'on'>
  readonly kernel: Pick<Kernel, 'runPipeline'>
  readonly clock: Clock
}

const prefix = 'pipelines/'

const nameSchema = pluginName("A pipeline's name")

const samplesAre = `"samples" is a whole number from 0 to ${maxSamples}.`

const optionsSchema = v.looseObject({
  stream: v.optional(v.boolean('"stream" is true or false.')),
  onError: v.optional(v.picklist(onErrors, `"onError" is one of ${onErrors.join(', ')}.`)),
  kind: v.optional(v.picklist(itemKinds, `"kind" is one of ${itemKinds.join(', ')}.`)),
  signal: v.optional(v.instance(AbortSignal, '"signal" is the signal of an AbortController.')),
  samples: v.optional(
    v.pipe(v.number(samplesAre), v.integer(samplesAre), v.minValue(0, samplesAre), v.maxValue(maxSamples, samplesAre)),
  ),
  onProgress: v.optional(v.function('"onProgress" is a function.')),
  onItems: v.optional(v.function('"onItems" is a function.')),
})

/** Pipelines that are kept in the workspace's settings, each on its own. */
export function createSavedPipelines({ workspace, kernel, clock }: SavedPipelinesOptions): HotplugPipelines {
  const { settings } = workspace
  const turns = createTurns({ clock, yieldToPage })

  /** The settings may have been written by another version, or by hand. */
  function stepsOf(name: string): Promise<Result<readonly Step[], PluginError>> {
    const kept = settings.get(prefix + name)
    return kept === undefined ? Promise.resolve(fail(notFound(name))) : readSteps(kept)
  }

  function names(): string[] {
    return settings
      .keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort()
  }

  function known(name: string): Json {
    const kept = settings.get(prefix + name)
    if (kept === undefined) throw new PluginFailure(notFound(name))
    return kept
  }

  /** The steps of a plugin that is renamed are those of the same plugin. */
  function follow(from: string, to: string): void {
    for (const name of names()) {
      const steps = toSteps(known(name))
      if (steps.some(({ plugin }) => plugin === from)) settings.set(prefix + name, toJson(renamed(steps, from, to)))
    }
  }

  workspace.on((change) => {
    if (change.type === 'plugin-renamed') follow(change.from, change.to)
  })

  return {
    async save(name, steps) {
      const named = v.safeParse(nameSchema, name, { abortPipeEarly: true })
      if (!named.success) throw new PluginFailure(refusal(named.issues[0].message))
      const read = await readSteps(steps)
      if (!read.ok) throw new PluginFailure(read.error)
      settings.set(prefix + named.output, toJson(read.value))
    },
    list: names,
    get: (name) => toSteps(known(name)),
    async remove(name) {
      known(name)
      settings.remove(prefix + name)
    },
    async run(pipeline, input, options = {}) {
      const checked = v.safeParse(optionsSchema, options, { abortPipeEarly: true })
      if (!checked.success) return refused(refusal(checked.issues[0].message))
      const steps = await (typeof pipeline === 'string' ? stepsOf(pipeline) : readSteps(pipeline))
      if (!steps.ok) return refused(steps.error)
      return kernel.runPipeline(steps.value, sourceOf(input, options), { ...options, turns })
    },
  }
}

/** A file is read where its items are wanted; else it is a value like any other. */
function sourceOf(input: unknown, { stream, kind }: PipelineRunOptions): unknown {
  return stream && input instanceof Blob ? openItems(input, kind) : input
}

async function readSteps(value: unknown): Promise<Result<readonly Step[], PluginError>> {
  // A range is checked with it, unless it is a plain one.
  await loadSemver()
  const steps = parseSteps(value)
  if (steps.ok) return ok(steps.value)
  const { path, message } = steps.error
  return fail(refusal(path === '' ? message : `${path}: ${message}`))
}

function toSteps(kept: Json): readonly Step[] {
  const steps = parseSteps(kept)
  return steps.ok ? steps.value : []
}

/** What {@link parseSteps} accepts is made of nothing that JSON cannot carry. */
function toJson(steps: readonly Step[]): Json {
  return steps as unknown as Json
}

const nobody = { plugin: '', version: null, generation: null }

function refusal(message: string): PluginError {
  return pluginError('INPUT', 'execute', nobody, message, { hint: 'Change that, and try it again.' })
}

function notFound(name: string): PluginError {
  const hint = 'hotplug.pipelines.list() names those that there are.'
  return pluginError('NOT_FOUND', 'execute', nobody, `There is no pipeline '${name}'`, { hint })
}

function refused(error: PluginError): PipelineReport {
  return { ok: false, error, step: 0, errors: [], moreErrors: 0, steps: [], samples: [], durationMs: 0 }
}
