import type { PluginError, PluginErrorCode } from '../errors'
import type { Work } from '../middleware/batch'
import { fail, ok, type Result } from '../result'
import type { Item } from './item'
import type { StepCalls, StepOutcome } from './step-calls'
import type { StepRecorder } from './step-recorder'

/** Executes the items of one step by a call each. */
export interface StepSingles {
  executeOne(input: unknown): Promise<StepOutcome>
  /** As many at the same time as the plugin bears, or one after the other. A failure is the step's own. */
  executeEach(items: readonly Item[], isOneByOne: boolean): Promise<Result<Work, PluginError>>
}

/** How a call fails whose worker has ended, whatever it was that ended it. */
const ends: ReadonlySet<PluginErrorCode> = new Set(['CRASHED', 'MEMORY', 'FLOOD', 'UNRESPONSIVE'])

export function createStepSingles(calls: StepCalls, recorder: StepRecorder): StepSingles {
  /** How many calls are under way at the same time. */
  let atOnce = 1

  async function executeOne(input: unknown): Promise<StepOutcome> {
    const outcome = await calls.call({
      input,
      isSingle: true,
      begin(given, instance, frame, params) {
        recorder.served(instance.build)
        const { outputBytes: maxBytes } = instance.build.manifest.limits
        return instance.begin('execute', { input: given, maxBytes, ...params }, frame)
      },
    })
    if (outcome.kind === 'over') return outcome
    recorder.took(1, outcome.durationMs)
    const { executeMs = 0, concurrency = 1 } = calls.serving?.build.manifest.limits ?? {}
    // Calls that only wait for one another would all be late together.
    const isCrowded = outcome.durationMs > executeMs / 4
    atOnce = isCrowded ? Math.max(1, Math.floor(atOnce / 2)) : Math.min(concurrency, atOnce + 1)
    return outcome
  }

  async function executeEach(items: readonly Item[], isOneByOne: boolean): Promise<Result<Work, PluginError>> {
    const outputs: unknown[] = []
    const failures = new Map<number, () => Promise<PluginError>>()
    let next = 0
    let running = 0
    const step: { over: PluginError | null } = { over: null }
    /** They were inside a worker that ended, and may not be what ended it. */
    const suspects: number[] = []
    const most = () => (isOneByOne ? 1 : atOnce)
    const executeNext = async (place: number, isAlone: boolean) => {
      const outcome = await executeOne(items[place]?.value)
      if (outcome.kind === 'over') step.over = outcome.error
      else if (outcome.kind === 'failed' && !isAlone && ends.has(outcome.error.code)) suspects.push(place)
      else if (outcome.kind === 'failed') failures.set(place, async () => outcome.error)
      outputs[place] = outcome.kind === 'answered' ? outcome.output : undefined
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        while (!step.over && next < items.length && running < most()) {
          running++
          executeNext(next++, most() === 1).then(() => {
            running--
            go()
          }, reject)
        }
        if (running === 0) resolve()
      }
      go()
    })
    for (const place of suspects) if (!step.over) await executeNext(place, true)
    return step.over ? fail(step.over) : ok({ outputs, failures })
  }

  return { executeOne, executeEach }
}
