import type { Clock } from '../ports'
import type { CallReport } from '../reports'
import type { AroundBatch } from './batch'
import type { ChainCall, Middleware, NextStep } from './middleware'
import type { TraceStep } from './trace'

export interface NamedMiddleware {
  readonly name: string
  readonly middleware: Middleware
}

/** One function of many: the first is the outermost, and `core` is inside of all. */
export function compose(chain: readonly NamedMiddleware[], core: NextStep, clock: Clock): NextStep {
  return chain.reduceRight<NextStep>((next, { name, middleware }) => traced(name, middleware, next, clock), core)
}

/** The same for batches; `null` where one of them takes items only one by one. Nobody traces those of a stream. */
export function composeBatches(chain: readonly { readonly aroundBatch?: AroundBatch }[]): AroundBatch | null {
  let composed: AroundBatch = (batch, enter) => enter(batch)
  for (const { aroundBatch } of chain.toReversed()) {
    if (!aroundBatch) return null
    const inside = composed
    composed = (batch, enter) => aroundBatch(batch, (inner) => inside(inner, enter))
  }
  return composed
}

function traced(name: string, middleware: Middleware, next: NextStep, clock: Clock): NextStep {
  return (call) => (call.trace ? run(name, middleware, call, call.trace, next, clock) : middleware(call, next))
}

async function run(
  name: string,
  middleware: Middleware,
  call: ChainCall,
  trace: TraceStep[],
  next: NextStep,
  clock: Clock,
): Promise<CallReport> {
  const step: TraceStep = { middleware: name, ms: 0, outcome: 'ok', inside: 0 }
  trace.push(step)
  const since = clock.now()
  let insideMs = 0
  /** Those that are inside at the same time share their time. */
  let under = 0
  let enteredAt = 0
  const report = await middleware(call, async (inner) => {
    step.inside++
    if (under++ === 0) enteredAt = clock.now()
    const result = await next(inner)
    if (--under === 0) insideMs += clock.now() - enteredAt
    return result
  })
  step.ms = clock.now() - since - insideMs
  step.outcome = report.ok ? 'ok' : report.error.code
  return report
}
