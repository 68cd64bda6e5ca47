import type { GuestFault, HostAnswer } from '../../../../src/kernel/ports'
import { fail, ok, type Result } from '../../../../src/kernel/result'
import type { PluginCallError, Plugins } from '../../../../src/sdk'

export const nobodyAnswers: HostAnswer = async ({ method }) =>
  fail({ code: 'INTERNAL', message: `Nobody answers ${method} here.` })

const tooLate: GuestFault = { code: 'CANCELLED', message: 'The call that asks has ended.' }

export interface MemoryPluginsOptions {
  /** The id of the call whose context this is; `null` for that of the generation. */
  readonly call: number | null
  /** The call's own `ctx.signal`. */
  readonly aborted: AbortSignal
  /** Aborted when the call has ended. */
  readonly over: AbortSignal
  /** Aborted when the realm has ended: nothing settles any more. */
  readonly ended: AbortSignal
  readonly answer: HostAnswer
}

/** `ctx.plugins` of a program that runs in the test's own process. */
export function createMemoryPlugins({ call, aborted, over, ended, answer }: MemoryPluginsOptions): Plugins {
  return {
    call<Output>(plugin: string, input: unknown) {
      return new Promise<Output>((resolve, reject) => {
        if (ended.aborted) return
        if (aborted.aborted) return reject(aborted.reason as Error)
        if (over.aborted) return reject(callError(tooLate))
        aborted.addEventListener('abort', () => reject(aborted.reason as Error))
        over.addEventListener('abort', () => reject(callError(tooLate)))
        const signal = AbortSignal.any([aborted, over, ended])
        const copied = copyOf(input)
        if (!copied.ok) return reject(callError(copied.error))
        void answer({ method: 'plugins.call', params: { plugin, input: copied.value }, call, signal }).then(
          (result) => {
            if (ended.aborted) return
            if (result.ok) resolve(structuredClone(result.value) as Output)
            else reject(callError(result.error))
          },
        )
      })
    },
  }
}

function copyOf(input: unknown): Result<unknown, GuestFault> {
  try {
    return ok(structuredClone(input))
  } catch (error) {
    return fail({ code: 'CLONE', message: String(error) })
  }
}

function callError({ code, message }: GuestFault): PluginCallError {
  return Object.assign(new Error(message), { name: 'PluginCallError' as const, code })
}
