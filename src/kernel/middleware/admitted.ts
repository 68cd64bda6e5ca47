import { execution, type Admission } from '../admission'
import type { ChainCall } from './middleware'

/** Why a build may not have a call yet, or at all. */
export type Gate = Partial<Pick<Admission, 'isReady' | 'refuse'>>

/** The same call, which this gate must let in, too, when its turn comes: a swap may have come while it waited. */
export function admitted(call: ChainCall, gate: Gate): ChainCall {
  const { admission = execution } = call.options
  return { ...call, options: { ...call.options, admission: gated(admission, gate) } }
}

/** The same admission, with this gate behind it. */
export function gated(admission: Admission, gate: Gate): Admission {
  return {
    ...admission,
    isReady: (instance) => admission.isReady(instance) && (gate.isReady?.(instance) ?? true),
    refuse: (input, build) => admission.refuse(input, build) ?? gate.refuse?.(input, build) ?? null,
  }
}
