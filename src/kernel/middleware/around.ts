import * as v from 'valibot'
import type { Answerer } from '../answers'
import type { Around } from '../call-frame'
import type { CallReport, FailedReport } from '../reports'
import { fail, ok } from '../result'
import type { ChainCall, NextStep } from './middleware'

/** What one call of a middleware plugin did with the call that it goes around. */
export interface Passage extends Around {
  /** How the newest `next` ended; `null` while none has. */
  readonly last: CallReport | null
  /** Which report told of this failure. */
  reportOf(error: unknown): CallReport | null
}

export function createPassage(call: ChainCall, next: NextStep): Passage {
  /** By the numbers that the guest knows them by. */
  const failures: FailedReport[] = []
  let last: CallReport | null = null
  return {
    get last() {
      return last
    },
    async next(input, frame, signal) {
      const report = await next({ ...call, input, options: { ...call.options, parent: frame, byNext: true, signal } })
      last = report
      if (report.ok) return ok(report.output)
      const { code, message, hint, retryable } = report.error
      const passes = failures.push(report) - 1
      return fail({ code, message, hint, passes, ...(retryable && { retryable }) })
    },
    failureOf: ({ passes }) => (passes === undefined ? null : (failures[passes]?.error ?? null)),
    reportOf: (error) => failures.find((report) => report.error === error) ?? null,
  }
}

/** Answers `next` of a middleware plugin. */
export const nextAnswerer: Answerer<'call.next'> = {
  params: v.object({ input: v.unknown() }),
  async answer({ params: { input }, signal, frame }) {
    if (frame?.around) return frame.around.next(input, frame, signal)
    return fail({ code: 'INPUT', message: 'Only the around function of a middleware has a next to call.' })
  },
}
