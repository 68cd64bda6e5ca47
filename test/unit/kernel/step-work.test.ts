import { describe, expect, it } from 'vitest'
import { pluginError, type PluginErrorCode } from '../../../src/kernel/errors'
import { createItem } from '../../../src/kernel/pipeline/item'
import type { StepCalls, StepOutcome } from '../../../src/kernel/pipeline/step-calls'
import { createStepRecorder } from '../../../src/kernel/pipeline/step-recorder'
import { createStepWork } from '../../../src/kernel/pipeline/step-work'
import { createFakeClock } from './support/fake-clock'

const subject = { plugin: 'step', version: '1.0.0', generation: 1 }

function failed(code: PluginErrorCode, kind: 'failed' | 'over' = 'failed'): StepOutcome {
  const error = pluginError(code, 'execute', subject, code)
  return kind === 'over' ? { kind, error } : { kind, error, durationMs: 1 }
}

function answered(output: unknown): StepOutcome {
  return { kind: 'answered', output, instance: null, durationMs: 1 }
}

/** The work of a step whose calls do not go in batches, and whose every call is answered by `answer`. */
function itemByItem(answer: (input: unknown) => StepOutcome | Promise<StepOutcome>) {
  const inputs: unknown[] = []
  const calls: StepCalls = {
    serving: null,
    async call({ input, isSingle }) {
      expect(isSingle).toBe(true)
      inputs.push(input)
      return answer(input)
    },
    callBatch: () => Promise.reject(new Error('a batch was sent')),
  }
  const recorder = createStepRecorder('step')
  const work = createStepWork({ calls, recorder, clock: createFakeClock(), batches: () => null, onBatch: () => {} })
  const execute = async (...values: unknown[]) => {
    const done = await work.execute(values.map((value, index) => createItem(value, index)))
    if (!done.ok) return { over: done.error.code }
    const { outputs, failures } = done.value
    const codes = await Promise.all([...failures].map(async ([place, toError]) => [place, (await toError()).code]))
    return { outputs, failures: codes }
  }
  return { execute, inputs }
}

describe('a step that takes no batches', () => {
  it('executes each item by a call of its own, and keeps their order', async () => {
    const { execute, inputs } = itemByItem(async (input) => {
      for (let turn = 0; turn < 5 - Number(input); turn++) await Promise.resolve()
      return answered(Number(input) * 10)
    })
    expect(await execute(1, 2, 3, 4)).toEqual({ outputs: [10, 20, 30, 40], failures: [] })
    expect(inputs).toEqual([1, 2, 3, 4])
  })

  it('tells which items failed', async () => {
    const { execute } = itemByItem((input) => (input === 2 ? failed('EXECUTE') : answered(input)))
    expect(await execute(1, 2, 3)).toEqual({ outputs: [1, undefined, 3], failures: [[1, 'EXECUTE']] })
  })

  it('goes no further where the step is over', async () => {
    const { execute, inputs } = itemByItem((input) => (input === 2 ? failed('NOT_FOUND', 'over') : answered(input)))
    expect(await execute(1, 2, 3, 4)).toEqual({ over: 'NOT_FOUND' })
    expect(inputs).toEqual([1, 2])
  })
})
