import type { GuestFault } from '../../../../src/kernel/guest-fault'
import type { Sandbox } from '../../../../src/kernel/guest-port'
import { fail, ok } from '../../../../src/kernel/result'
import { createMemoryRealm, type MemoryRealm, type Program } from './memory-realm'

export interface MemorySandbox extends Sandbox {
  /** Every realm that was ever handed out. */
  readonly realms: readonly MemoryRealm[]
  /** Those that were neither disposed nor died. */
  readonly alive: readonly MemoryRealm[]
  /** The realm that this generation was loaded into last. */
  realmOf(plugin: string, generation: number): MemoryRealm
  /** The next realm fails to open with this fault. */
  failNextOpen(fault: GuestFault): void
}

export function createMemorySandbox(programOf: (code: string) => Program, now: () => number): MemorySandbox {
  const realms: MemoryRealm[] = []
  const alive = new Set<MemoryRealm>()
  let failure: GuestFault | null = null
  return {
    realms,
    get alive() {
      return [...alive]
    },
    realmOf(plugin, generation) {
      const realm = realms.findLast((one) => one.plugin === plugin && one.generation === generation)
      if (!realm) throw new Error(`generation ${generation} of '${plugin}' was never loaded`)
      return realm
    },
    failNextOpen(fault) {
      failure = fault
    },
    async open() {
      if (failure) {
        const fault = failure
        failure = null
        return fail(fault)
      }
      const realm: MemoryRealm = createMemoryRealm({
        id: realms.length + 1,
        programOf,
        onGone: () => alive.delete(realm),
        now,
      })
      realms.push(realm)
      alive.add(realm)
      return ok(realm)
    },
  }
}
