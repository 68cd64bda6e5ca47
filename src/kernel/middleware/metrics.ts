import * as v from 'valibot'
import { builtIn } from './built-in'

export const metrics = builtIn(
  'Counts the calls, their errors and bytes, and times them.',
  v.strictObject({}),
  (_options, { metrics }) => ({
    middleware(call, next) {
      // Those that were made before count as they were.
      if (call.answered) return next(call)
      return told(next(call), metrics.begin(call.input))
    },
    aroundBatch: (batch, next) => told(next(batch), metrics.beginBatch(batch.items)),
  }),
)

/** Tells how it ended, whatever ended it. */
async function told<Report>(going: Promise<Report>, end: (report: Report | null) => void): Promise<Report> {
  let report: Report | null = null
  try {
    report = await going
    return report
  } finally {
    end(report)
  }
}
