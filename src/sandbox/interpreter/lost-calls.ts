import type { Answer } from '../protocol'
import type { Deadlines } from './deadlines'
import type { Engine } from './engine'
import { interrupted, interruptedAlong } from './faults'
import type { Interruption } from './interruptions'

/** Which calls were cut off shows by what is left of them: those that nobody can answer any more are answered here. */
export function answerLost(engine: Engine, deadlines: Deadlines, { stack }: Interruption): readonly Answer[] {
  return lostCalls(engine).map((id) => {
    const ended = deadlines.end(id)
    const fault = ended?.isOver === true ? interrupted(ended.withinMs, stack) : interruptedAlong(stack)
    return { type: 'answer', id, ok: false, fault, telemetry: null }
  })
}

function lostCalls({ call }: Engine): readonly number[] {
  const ids = call('giveUpLost')?.consume((text) => text.toString())
  return ids === undefined ? [] : (JSON.parse(ids) as number[])
}
