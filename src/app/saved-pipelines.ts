import * as v from 'valibot'
import { pluginError, PluginFailure, type PluginError } from '../kernel/errors'
import type { Kernel } from '../kernel/kernel'
import type { PipelineReport } from '../kernel/pipeline/pipeline-report'
import { maxSamples } from '../kernel/pipeline/samples'
import type { Clock } from '../kernel/ports'
import { onErrors, renamed, type Step } from '../kernel/pipeline/step'
import { parseSteps } from '../kernel/pipeline/steps-schema'
import { createTurns } from '../kernel/pipeline/turns'
import { fail, type Result } from '../kernel/result'
import type { Json } from '../workspace/settings'
import type { Workspace } from '../workspace/workspace'
import { checkPipelineName, checkSteps, nobody, refusal } from './check-pipeline'
import { itemKinds } from './items/item-kind'
import { openItems } from './items/open-items'
import type { HotplugPipelines, PipelineRunOptions } from './hotplug-pipelines'
import { createKeptPipelines } from './kept-pipelines'
import { yieldToPage } from './yield-to-page'

export interface SavedPipelinesOptions {
  readonly workspace: Pick<Workspace, 'settings' | 'on'>
  readonly kernel: Pick<Kernel, 'runPipeline'>
  readonly clock: Clock
}

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
  const kept = createKeptPipelines(workspace.settings)
  const turns = createTurns({ clock, yieldToPage })

  /** The settings may have been written by another version, or by hand. */
  function stepsOf(name: string): Promise<Result<readonly Step[], PluginError>> {
    const steps = kept.get(name)
    return steps === undefined ? Promise.resolve(fail(notFound(name))) : checkSteps(steps)
  }

  function known(name: string): Json {
    const steps = kept.get(name)
    if (steps === undefined) throw new PluginFailure(notFound(name))
    return steps
  }

  /** The steps of a plugin that is renamed are those of the same plugin. */
  function follow(from: string, to: string): void {
    for (const name of kept.names()) {
      const steps = toSteps(known(name))
      if (steps.some(({ plugin }) => plugin === from)) kept.set(name, renamed(steps, from, to))
    }
  }

  workspace.on((change) => {
    if (change.type === 'plugin-renamed') follow(change.from, change.to)
  })

  return {
    async save(name, steps) {
      const named = checkPipelineName(name)
      if (!named.ok) throw new PluginFailure(named.error)
      const checked = await checkSteps(steps)
      if (!checked.ok) throw new PluginFailure(checked.error)
      kept.set(named.value, checked.value)
    },
    list: kept.names,
    get: (name) => toSteps(known(name)),
    async remove(name) {
      known(name)
      kept.remove(name)
    },
    async run(pipeline, input, options = {}) {
      const checked = v.safeParse(optionsSchema, options, { abortPipeEarly: true })
      if (!checked.success) return refused(refusal(checked.issues[0].message))
      const steps = await (typeof pipeline === 'string' ? stepsOf(pipeline) : checkSteps(pipeline))
      if (!steps.ok) return refused(steps.error)
      return kernel.runPipeline(steps.value, sourceOf(input, options), { ...options, turns })
    },
  }
}

/** A file is read where its items are wanted; else it is a value like any other. */
function sourceOf(input: unknown, { stream, kind }: PipelineRunOptions): unknown {
  return stream && input instanceof Blob ? openItems(input, kind) : input
}

function toSteps(kept: Json): readonly Step[] {
  const steps = parseSteps(kept)
  return steps.ok ? steps.value : []
}

function notFound(name: string): PluginError {
  const hint = 'hotplug.pipelines.list() names those that there are.'
  return pluginError('NOT_FOUND', 'execute', nobody, `There is no pipeline '${name}'`, { hint })
}

function refused(error: PluginError): PipelineReport {
  return { ok: false, error, step: 0, errors: [], moreErrors: 0, steps: [], samples: [], durationMs: 0 }
}
