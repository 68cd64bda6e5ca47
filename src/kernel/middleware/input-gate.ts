import type { ConfigProblem } from '../../sdk'
import { subjectOf, type Build } from '../build'
import { notAccepted } from '../config'
import { pluginError, type PluginError } from '../errors'
import type { JsonSchema } from '../ports'
import type { Gate } from './admitted'
import type { ValueCheck } from './value-check'

type InputSchema = JsonSchema | undefined
type Verdict = (build: Build) => PluginError | null

export interface InputGateOptions {
  readonly input: unknown
  /** By which it was accepted: that of whoever would have taken the call when it came. */
  readonly schema: InputSchema
  readonly values: Pick<ValueCheck, 'check'>
  /** Has the queue look again who may enter. */
  readonly pump: () => void
}

/** Checks the input again where a generation with another schema takes the call in the end. */
export function inputGate({ input, schema, values, pump }: InputGateOptions): Gate {
  let checkedBy = schema
  /** `null` while it is checked. */
  let verdict: Verdict | null = () => null

  function check(by: InputSchema): void {
    checkedBy = by
    const checking = by === undefined ? [] : values.check(by, input)
    verdict = checking instanceof Promise ? null : verdictOn(checking)
    if (checking instanceof Promise) void wait(by, checking)
  }

  async function wait(by: InputSchema, checking: Promise<readonly ConfigProblem[]>): Promise<void> {
    const found = verdictOn(await checking)
    // Another generation may have come meanwhile, with a schema of its own.
    if (checkedBy !== by) return
    verdict = found
    pump()
  }

  return {
    isReady({ build: { manifest } }) {
      if (!isSame(manifest.inputSchema, checkedBy)) check(manifest.inputSchema)
      return verdict !== null
    },
    refuse: (_input, build) => verdict?.(build) ?? null,
  }
}

function verdictOn(problems: readonly ConfigProblem[]): Verdict {
  if (problems.length === 0) return () => null
  return (build) => pluginError('INPUT', 'execute', subjectOf(build), notAccepted('input', problems))
}

/** Most saves change the code and not the schema. */
function isSame(one: InputSchema, other: InputSchema): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
