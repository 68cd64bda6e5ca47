import { formatMs } from '../controls/format'

/** A browser's clock goes by steps of a tenth of a millisecond: less than that is no number. */
const clockStepMs = 0.1

/** The own time of a middleware, for people. */
export function ownTime(ms: number): string {
  return ms < clockStepMs / 2 ? `< ${clockStepMs} ms` : formatMs(ms)
}
