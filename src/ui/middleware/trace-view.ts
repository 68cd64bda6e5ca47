import type { PluginErrorCode } from '../../kernel/errors'
import { defaultForAll } from '../../kernel/middleware/built-ins'
import type { TraceStep } from '../../kernel/middleware/trace'
import type { ChainRow } from './chain-rows'

/** What one middleware did with a call, all its attempts together. */
export interface TraceRow {
  readonly name: string
  /** Its own time in milliseconds, without what is inside of it. */
  readonly ms: number
  /** How often it handed the call on. */
  readonly inside: number
  /** What is worth saying of it; `null` where the call just went through. */
  readonly word: string | null
  /** The call turned around here: nothing further in was asked. */
  readonly isEnd: boolean
  /** The failure came from here. */
  readonly isBad: boolean
  /** Where its bar begins, and how long it is: shares of the whole, from 0 to 1. */
  readonly left: number
  readonly width: number
}

/** The way of a call as it is drawn: through the middleware, outermost first, to the plugin. */
export interface TraceView {
  readonly rows: readonly TraceRow[]
  /** The plugin and its queue, at the end of the way; `null` where the plugin was not asked. */
  readonly core: { readonly ms: number; readonly left: number; readonly width: number; readonly isBad: boolean } | null
  readonly durationMs: number
  readonly isOk: boolean
  /** The way in a sentence. */
  readonly sentence: string
  /** Whether it says more than a call without anything special around it. */
  readonly isNotable: boolean
}

/** What is told of a call; an event of type `trace` is one. */
export interface ToldTrace {
  readonly plugin: string
  /** `null` where no worker took it. */
  readonly call: number | null
  readonly durationMs: number
  readonly steps: readonly Readonly<TraceStep>[]
}

/** How a middleware looks on the way: its ring is full where the newest call came by; `null` where it is not on it. */
export function beadOf(
  row: Pick<ChainRow, 'isOverridden' | 'problem'>,
  traced: Pick<TraceRow, 'isBad'> | null,
): 'ring' | 'full' | 'bad' | null {
  if (row.isOverridden) return null
  if (row.problem !== null || traced?.isBad) return 'bad'
  return traced ? 'full' : 'ring'
}

/** All attempts of one middleware. */
interface Passes {
  readonly name: string
  readonly ms: number
  readonly inside: number
  readonly last: Readonly<TraceStep>
}

export function traceView({ plugin, call, durationMs, steps }: ToldTrace): TraceView {
  const passes = byMiddleware(steps)
  const innermost = steps.at(-1)
  const outcome = steps[0]?.outcome ?? 'ok'
  const end = innermost?.inside === 0 ? innermost : null
  const wasTaken = outcome === 'ok' || call !== null
  // An earlier attempt may have been taken where the last one was not.
  const wasReached = (passes.at(-1)?.inside ?? 1) > 0 && (wasTaken || passes.some(({ inside }) => inside > 1))
  const coreMs = Math.max(0, durationMs - passes.reduce((sum, { ms }) => sum + ms, 0))
  const scale = Math.max(durationMs, Number.MIN_VALUE)

  let left = 0
  const rows = passes.map(({ name, ms, inside, last }, index): TraceRow => {
    const isEnd = end?.middleware === name
    const innerOutcome = passes[index + 1]?.last.outcome ?? (isEnd ? 'ok' : last.outcome)
    const isBad = last.outcome !== 'ok' && innerOutcome === 'ok'
    const width = Math.min(1, Math.max(0, ms) / scale)
    const row = { name, ms, inside, isEnd, isBad, left, width, word: wordOf(last, inside, isEnd, isBad) }
    left = Math.min(1, left + width)
    return row
  })
  const isCoreBad = wasReached && outcome !== 'ok' && !rows.some(({ isBad }) => isBad)
  return {
    rows,
    core: wasReached ? { ms: coreMs, left, width: Math.min(1 - left, coreMs / scale), isBad: isCoreBad } : null,
    durationMs,
    isOk: outcome === 'ok',
    sentence: sentenceOf(plugin, rows, outcome, wasTaken),
    isNotable: rows.some(({ name, word }) => word !== null || !defaultForAll.includes(name)),
  }
}

/** In the order in which the call came to them: an attempt that is made again goes the same way. */
function byMiddleware(steps: readonly Readonly<TraceStep>[]): Passes[] {
  const passes = new Map<string, Passes>()
  for (const step of steps) {
    const { ms = 0, inside = 0 } = passes.get(step.middleware) ?? {}
    passes.set(step.middleware, {
      name: step.middleware,
      ms: ms + step.ms,
      inside: inside + step.inside,
      last: step,
    })
  }
  return [...passes.values()]
}

function wordOf({ middleware, outcome, inside }: TraceStep, all: number, isEnd: boolean, isBad: boolean) {
  if (isEnd && outcome === 'ok') return middleware === 'cache' ? 'answered from the cache' : 'answered by itself'
  if (isEnd) return `refused: ${outcome}`
  if (isBad) return `failed: ${outcome}`
  return inside > 1 && inside === all ? `${inside} attempts` : null
}

function sentenceOf(
  plugin: string,
  rows: readonly TraceRow[],
  outcome: 'ok' | PluginErrorCode,
  wasTaken: boolean,
): string {
  const end = rows.find(({ isEnd }) => isEnd)
  if (end && outcome === 'ok') return `The call turned around at ${end.name}: ${plugin} was not asked.`
  if (end) return `${end.name} refused the call with ${outcome}.`
  const bad = rows.find(({ isBad }) => isBad)
  if (bad) return `The call came through, and ${bad.name} refused the answer with ${outcome}.`
  if (!wasTaken) return `The call ended with ${outcome} before ${plugin} took it.`
  return outcome === 'ok'
    ? `The call went through to ${plugin}, and its answer came back.`
    : `The call came through to ${plugin}, which failed with ${outcome}.`
}
