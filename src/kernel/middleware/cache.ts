import * as v from 'valibot'
import { byteLengthUpTo } from '../byte-length'
import { MiB } from '../bytes'
import { builtIn, wholeNumber } from './built-in'
import { cacheKey } from './cache-key'
import { copyOf } from './copy'
import { targetOf } from './target'

interface Kept {
  readonly output: unknown
  readonly version: string
  readonly generation: number
  readonly warnings: readonly string[]
  readonly at: number
  readonly bytes: number
}

export const cache = builtIn(
  'Answers a call whose input came before with the output of then. For plugins whose output depends on nothing else.',
  v.strictObject({
    entries: wholeNumber('How many outputs are kept.', 'outputs', 500, 1, 100_000),
    bytes: wholeNumber('How many bytes they may take together.', 'bytes', 4 * MiB, 1, 256 * MiB),
    maxAgeMs: wholeNumber('How long an output is kept.', 'milliseconds', 60_000, 1, 86_400_000),
  }),
  ({ entries, bytes, maxAgeMs }, { clock, registration }) => {
    /** By generation, variant and input; the one that was asked for longest ago first. */
    const kept = new Map<string, Kept>()
    let keptBytes = 0
    /** How often all was let go of: what a call that began before that answers is not kept. */
    let epoch = 0

    function empty(): void {
      kept.clear()
      keptBytes = 0
      epoch++
    }

    function drop(key: string): void {
      keptBytes -= kept.get(key)?.bytes ?? 0
      kept.delete(key)
    }

    function keep(key: string, entry: Kept): void {
      drop(key)
      kept.set(key, entry)
      keptBytes += entry.bytes
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && keptBytes <= bytes) return
        drop(oldest)
      }
    }

    return {
      async middleware(call, next) {
        const { generation } = targetOf(registration, call.options.version)
        const input = generation === null ? null : cacheKey(call.input)
        if (input === null) return next(call)
        const key = `${generation} ${call.options.variant ?? ''} ${input}`
        const found = kept.get(key)
        if (found && clock.now() - found.at <= maxAgeMs) {
          kept.delete(key)
          kept.set(key, found)
          const { output, version, warnings } = found
          const durationMs = clock.now() - call.options.since
          return {
            ok: true,
            output: copyOf(output),
            version,
            generation: found.generation,
            durationMs,
            call: null,
            warnings,
          }
        }
        const epochBefore = epoch
        const report = await next(call)
        if (epoch !== epochBefore) return report
        // A swap may have come meanwhile: what the one before gave does not hold for the one that serves.
        const serving = targetOf(registration, call.options.version).generation
        if (!report.ok || report.generation !== serving || serving !== generation) return report
        const { output, version, warnings } = report
        const size = byteLengthUpTo(bytes, output) + key.length
        if (size <= bytes)
          keep(key, { output: copyOf(output), version, generation: serving, warnings, at: clock.now(), bytes: size })
        return report
      },
      onUp: empty,
      onChange: empty,
    }
  },
)
