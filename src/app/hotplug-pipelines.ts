import type { PipelineReport } from '../kernel/pipeline/pipeline-report'
import type { PipelineOptions } from '../kernel/pipeline/pipelines'
import type { Step } from '../kernel/pipeline/step'
import type { ItemKind } from './items/item-kind'

export interface PipelineRunOptions extends Omit<PipelineOptions, 'turns'> {
  /** What a file is read as; by its name or type unless told. */
  readonly kind?: ItemKind
}

/**
 * Plugins in a row, each one's output the next one's input; kept in the workspace by name.
 *
 * @example
 * ```ts
 * await hotplug.pipelines.save('shout', [{ plugin: 'titlecase' }, { plugin: 'transform', config: { steps: ['upper'] } }])
 * await hotplug.pipelines.run('shout', 'ada') // { ok: true, output: 'ADA', errors: [], steps: [ … ], … }
 * await hotplug.pipelines.run('shout', ['ada', 'grace'], { stream: true }) // output: ['ADA', 'GRACE']
 * ```
 */
export interface HotplugPipelines {
  /**
   * Keeps the steps under this name, in place of any that it had. Their plugins need not be there before the run.
   *
   * @param name - begins with a lower case letter, then lower case letters, digits and `-`, 64 in all
   * @throws PluginFailure `INPUT` where the name or a step is not allowed
   */
  save(name: string, steps: readonly Step[]): Promise<void>
  /** The names, sorted. */
  list(): string[]
  /** @throws PluginFailure `NOT_FOUND` */
  get(name: string): readonly Step[]
  /** @throws PluginFailure `NOT_FOUND` */
  remove(name: string): Promise<void>
  /**
   * Runs a pipeline, by its name or its steps, on one value; with `stream` on each item of a list, of anything else that
   * can be iterated, or of a file. A file is read piece by piece: the rows of CSV, the values of JSON Lines, the lines of
   * any other. Never rejects.
   */
  run(pipeline: string | readonly Step[], input: unknown, options?: PipelineRunOptions): Promise<PipelineReport>
}
