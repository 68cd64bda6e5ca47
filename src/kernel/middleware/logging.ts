import * as v from 'valibot'
import { byteLengthUpTo } from '../byte-length'
import type { LogLevel, LogValue } from '../log-value'
import type { CallReport } from '../reports'
import { builtIn, toggle, type Surroundings } from './built-in'
import { targetOf } from './target'

export const logging = builtIn(
  'Writes a line to the console for each call: how it ended, and how long it took.',
  v.strictObject({
    input: toggle('Also writes what goes in.', false),
    output: toggle('Also writes what comes out.', false),
  }),
  ({ input, output }, { clock, events, registration, redact }) => {
    const { name: plugin } = registration

    function tell(report: CallReport, range: string | undefined, more: readonly string[]): void {
      const { version, generation } = report.ok ? report : targetOf(registration, range)
      const level: LogLevel = report.ok ? 'info' : 'warn'
      const ms = Math.round(report.durationMs * 10) / 10
      const text = report.ok ? `answered in ${ms} ms` : `failed with ${report.error.code} after ${ms} ms`
      const values = [text, ...more].map<LogValue>((line) => ({ kind: 'text', text: line }))
      // What is not up has no generation that a line could be of.
      if (version === null || generation === null)
        return events.emit({ type: 'notice', plugin, generation, message: [text, ...more].join(' ') })
      events.emit({ type: 'log', plugin, version, generation, call: report.call, level, values, position: null })
    }

    return {
      async middleware(call, next) {
        const report = await next(call)
        if (call.options.quiet) return report
        const more: string[] = []
        if (input) more.push(`input ${shown(call.input, redact)}`)
        if (output && report.ok) more.push(`output ${shown(report.output, redact)}`)
        tell({ ...report, durationMs: clock.now() - call.options.since }, call.options.version, more)
        return report
      },
      // Those of a stream are quiet.
      aroundBatch: (batch, next) => next(batch),
    }
  },
)

const maxShown = 500
const maxWritten = 10_000

/** Cut off only when nothing is left in it that must not be told: half of a secret is hard to know. */
function shown(value: unknown, redact: Surroundings['redact']): string {
  if (byteLengthUpTo(maxWritten, value) > maxWritten) return '(too large to be shown)'
  try {
    // The types do not say that JSON has no text for undefined.
    const json: unknown = JSON.stringify(value)
    const text = redact(typeof json === 'string' ? json : String(value))
    return text.length > maxShown ? `${text.slice(0, maxShown)} …` : text
  } catch {
    return '(not like JSON)'
  }
}
