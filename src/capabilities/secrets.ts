import * as v from 'valibot'
import { secretName } from '../kernel/capability-requests'
import type { GuestFault } from '../kernel/guest-fault'
import type { Capabilities } from '../kernel/host-port'
import { fail, ok, type Result } from '../kernel/result'
import { allOf, type CapabilityDatabase } from './database'

/** `ctx.secrets`, and what a person does with them. Nobody but the plugin is ever told a value. */
export interface Secrets extends Pick<Capabilities, 'secrets.get'> {
  /** Those that have a value, sorted. Rejects where the browser's storage fails, as do the others. */
  names(owner: string): Promise<string[]>
  /** Keeps a value in this browser, in place of the one before. Says why where it cannot be kept. */
  set(owner: string, name: string, value: string): Promise<Result<undefined, string>>
  remove(owner: string, name: string): Promise<void>
  /** Takes everything of this owner away. */
  forget(owner: string): Promise<void>
}

export interface SecretsOptions {
  readonly database: CapabilityDatabase
}

/** `shortest`: what is shorter stands in many a word, and could not be kept out of log lines without spoiling them. */
const bounds = { shortest: 4, longest: 10_000, names: 50 }

const secretValue = v.pipe(
  v.string('A secret is a text.'),
  v.minLength(bounds.shortest, `A secret has ${bounds.shortest} characters at least.`),
  v.maxLength(bounds.longest, `A secret has ${bounds.longest} characters at most.`),
)

/** What people typed in for plugins, in IndexedDB: no file of the workspace, so nothing that is exported or shared. */
export function createSecrets({ database }: SecretsOptions): Secrets {
  return {
    async 'secrets.get'(owner, { name }) {
      try {
        const value = await (await database.open()).get('secrets', [owner, name])
        return value === undefined ? fail(notTyped(name)) : ok(value)
      } catch {
        return fail(noStorage)
      }
    },
    async names(owner) {
      const keys = await (await database.open()).getAllKeys('secrets', allOf(owner))
      return keys.map(([, name]) => name)
    },
    async set(owner, name, value) {
      const checked = v.safeParse(v.tuple([secretName, secretValue]), [name, value], { abortEarly: true })
      if (!checked.success) return fail(checked.issues[0].message)
      const { store, done } = (await database.open()).transaction('secrets', 'readwrite')
      const others = (await store.getAllKeys(allOf(owner))).filter(([, known]) => known !== name)
      const isRoom = others.length < bounds.names
      if (isRoom) await store.put(value, [owner, name])
      await done
      return isRoom ? ok(undefined) : fail(`A plugin has ${bounds.names} secrets at most. Remove one first.`)
    },
    async remove(owner, name) {
      await (await database.open()).delete('secrets', [owner, name])
    },
    async forget(owner) {
      await (await database.open()).delete('secrets', allOf(owner))
    },
  }
}

function notTyped(name: string): GuestFault {
  const message = `secrets.get: '${name}' has no value yet. Type it in on the plugin’s page, and run it again.`
  return { code: 'CAPABILITY', message }
}

const noStorage: GuestFault = {
  code: 'CAPABILITY',
  message: 'secrets.get: the browser keeps nothing here, as in some private windows.',
}
