import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { usePlayground } from '../../stores/playground'

export interface SecretsView {
  /** The secrets of the plugin that have a value; `null` until that is known. */
  readonly names: Readonly<ShallowRef<ReadonlySet<string> | null>>
  /** Keeps a value. Throws where it cannot, with the reason for the person. */
  keep(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

const notKept = 'The browser refuses to store anything here, as in some private windows.'

/** Which secrets have a value; no value ever comes back. */
export function useSecrets(plugin: () => string): SecretsView {
  const { data } = usePlayground()
  const names = shallowRef<ReadonlySet<string> | null>(null)
  let isGone = false

  async function read(): Promise<void> {
    const name = plugin()
    const known = await data().then(
      ({ secretNames }) => secretNames(name),
      () => [],
    )
    if (!isGone && plugin() === name) names.value = new Set(known)
  }

  /** A disk that fails says so in words of its own. */
  async function onDisk<Value>(work: Promise<Value>): Promise<Value> {
    return work.catch((error: unknown) => {
      throw new Error(notKept, { cause: error })
    })
  }

  watch(plugin, () => void read().catch(() => (names.value = new Set())), { immediate: true })
  onScopeDispose(() => (isGone = true))

  return {
    names,
    async keep(name, value) {
      const { setSecret } = await data()
      const kept = await onDisk(setSecret(plugin(), name, value))
      if (!kept.ok) throw new Error(kept.error)
      await read()
    },
    async remove(name) {
      const { removeSecret } = await data()
      await onDisk(removeSecret(plugin(), name))
      await read()
    },
  }
}
