import * as v from 'valibot'
import { builtIn } from './built-in'

export const metrics = builtIn(
  'Counts the calls, their errors and bytes, and times them.',
  v.strictObject({}),
  (_options, { metrics }) => ({
    middleware(call, next) {
      // Those that were made before count as they were.
      if (call.answered) return next(call)
      const end = metrics.begin(call.input)
      return next(call).then((report) => {
        end(report)
        return report
      })
    },
    async aroundBatch(batch, next) {
      const end = metrics.beginBatch(batch.items)
      const report = await next(batch)
      end(report)
      return report
    },
  }),
)
