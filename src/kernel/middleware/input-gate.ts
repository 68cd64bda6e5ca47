import type { ConfigProblem } from '../../sdk'
import { subjectOf, type Build } from '../build'
import type { PluginError } from '../errors'
import type { Gate } from './admitted'
import { misfit } from './misfits'
import { recheck, type InputSchema, type RecheckOptions } from './recheck'
import type { ValueCheck } from './value-check'

type Verdict = (build: Build) => PluginError | null

export interface InputGateOptions extends Pick<RecheckOptions<Verdict>, 'schema' | 'pump'> {
  readonly input: unknown
  readonly values: Pick<ValueCheck, 'check'>
}

/** Checks an input that was accepted again where a generation with another schema takes the call in the end. */
export function inputGate({ input, schema, values, pump }: InputGateOptions): Gate {
  function check(by: InputSchema): Verdict | Promise<Verdict> {
    const checking = by === undefined ? [] : values.check(by, input)
    return checking instanceof Promise ? checking.then(verdictOn) : verdictOn(checking)
  }

  const checked = recheck<Verdict>({ schema, found: () => null, check, pump })
  return { isReady: checked.isReady, refuse: (_input, build) => checked.found?.(build) ?? null }
}

function verdictOn(problems: readonly ConfigProblem[]): Verdict {
  return (build) => (problems.length === 0 ? null : misfit('input', subjectOf(build), problems))
}
