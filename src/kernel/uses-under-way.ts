import type { GuestFault } from './guest-fault'
import { tookBack } from './permission-faults'
import { fail, type Result } from './result'
import { takenBack } from './taken-back'

/** The uses of capabilities that have not ended. */
export interface UsesUnderWay {
  /** Does the work, which fails as soon as the grant is taken back. */
  hold<Value>(
    owner: string,
    capability: string,
    plugin: string,
    work: (taken: AbortSignal) => Promise<Result<Value, GuestFault>>,
  ): Promise<Result<Value, GuestFault>>
  /** Ends what is under way for an owner, of one capability or of all. */
  takeBack(owner: string, capability?: string): void
}

interface UnderWay {
  readonly owner: string
  readonly capability: string
  revoke(): void
}

export function createUsesUnderWay(): UsesUnderWay {
  const underWay = new Set<UnderWay>()
  return {
    async hold(owner, capability, plugin, work) {
      const taken = new AbortController()
      const one: UnderWay = { owner, capability, revoke: () => taken.abort(takenBack) }
      underWay.add(one)
      try {
        const over = new Promise<Result<never, GuestFault>>((resolve) => {
          taken.signal.addEventListener('abort', () => resolve(fail(tookBack(plugin, capability))))
        })
        return await Promise.race([over, work(taken.signal)])
      } finally {
        underWay.delete(one)
      }
    },
    takeBack(owner, capability) {
      for (const one of [...underWay])
        if (one.owner === owner && one.capability === (capability ?? one.capability)) one.revoke()
    },
  }
}
