import type { ItemError } from './pipeline-report'
import type { RunningStep, StreamResult } from './run-stream'
import type { Samples } from './samples'
import type { OnError } from './step'

export interface ValueOptions {
  readonly steps: readonly RunningStep[]
  readonly input: unknown
  readonly onError: OnError
  readonly samples: Samples
}

/** Runs one value through the steps, one after the other. */
export async function runValue(options: ValueOptions): Promise<StreamResult & { readonly output: unknown }> {
  const { steps, input, onError, samples } = options
  const errors: ItemError[] = []
  let value = input
  samples.saw(0, [value])
  for (const [step, { work, recorder }] of steps.entries()) {
    recorder.cameIn(1)
    const outcome = await work.executeOne(value)
    if (outcome.kind === 'answered') {
      value = outcome.output
      recorder.wentOut(1)
      samples.saw(step + 1, [value])
      continue
    }
    recorder.failed(1)
    const { error } = outcome
    if (outcome.kind === 'over' || onError === 'stop')
      return { output: undefined, failure: { error, step }, errors, moreErrors: 0 }
    if (onError === 'collect') errors.push({ step, item: null, error })
    return { output: undefined, failure: null, errors, moreErrors: 1 - errors.length }
  }
  return { output: value, failure: null, errors, moreErrors: 0 }
}
