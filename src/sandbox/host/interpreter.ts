import engineUrl from 'quickjs-wasi/quickjs.wasm?url'
import type { GuestFault } from '../../kernel/guest-fault'
import { ok, type Result } from '../../kernel/result'
import type { LimitsMessage } from '../protocol'
import type { Frame, Opening } from './frame'
import { createSpare, type SpareOptions } from './spare'

export interface InterpreterOptions extends Omit<SpareOptions, 'open'> {
  /** Opens sandbox-interpreter.html with what is to run in it. */
  readonly open: (engine: ArrayBuffer) => Opening
}

export interface Interpreter {
  /** A frame in which the next plugin is interpreted, and may hold so many bytes. */
  take(memoryBytes: number): Promise<Result<Frame, GuestFault>>
  dispose(): void
}

/**
 * Frames with QuickJS. The page fetches the engine, once: from within a frame nothing can be fetched.
 *
 * @throws where the engine cannot be fetched
 */
export async function createInterpreter({ open, ...options }: InterpreterOptions): Promise<Interpreter> {
  const response = await fetch(engineUrl)
  if (!response.ok) throw new Error(`${engineUrl} gave ${response.status}`)
  const engine = await response.arrayBuffer()
  const spare = createSpare({ ...options, open: () => open(engine) })
  return {
    async take(memoryBytes) {
      const taken = await spare.take()
      if (!taken.ok) return taken
      taken.value.port.postMessage({ type: 'limits', memoryBytes } satisfies LimitsMessage)
      return ok(taken.value)
    },
    dispose: spare.dispose,
  }
}
