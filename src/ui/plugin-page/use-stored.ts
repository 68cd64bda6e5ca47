import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { StoredValues } from '../../app/plugin-data'
import { coalesce } from '../../stores/coalesce'
import { useDialogsStore } from '../../stores/dialogs'
import { usePlayground } from '../../stores/playground'
import { useScreenEvents } from '../../stores/screen-events'

/** A key that the person opened, with its value. */
export interface OpenedValue {
  readonly key: string
  readonly value: unknown
}

export interface StoredView {
  /** `null` until it was read once. */
  readonly stored: Readonly<ShallowRef<StoredValues | null>>
  /** What is shown of the values. */
  readonly opened: Readonly<ShallowRef<OpenedValue | null>>
  /** Whether the browser's storage refuses to be read. */
  readonly isRefused: Readonly<Ref<boolean>>
  /** Shows the value of a key; of the one that is shown, nothing any more. */
  toggle(key: string): Promise<void>
  read(): Promise<void>
}

/** Calls end too often to read each time, in milliseconds. */
const readEveryMs = 300

/** What a plugin has stored, kept up to date as its calls end. */
export function useStored(plugin: () => string): StoredView {
  const { data } = usePlayground()
  const screen = useScreenEvents()
  const dialogs = useDialogsStore()
  const stored = shallowRef<StoredValues | null>(null)
  const opened = shallowRef<OpenedValue | null>(null)
  const isRefused = ref(false)
  let isGone = false

  async function open(key: string): Promise<void> {
    const name = plugin()
    const value = await (await data()).readStored(name, key)
    if (plugin() === name) opened.value = { key, value }
  }

  async function read(): Promise<void> {
    if (isGone) return
    const name = plugin()
    try {
      const now = await (await data()).stored(name)
      if (plugin() !== name) return
      stored.value = now
      isRefused.value = false
      const { value: shown } = opened
      if (!shown) return
      if (now.entries.some(({ key }) => key === shown.key)) await open(shown.key)
      else opened.value = null
    } catch {
      isRefused.value = plugin() === name
    }
  }

  const readLater = coalesce(
    () => void read(),
    (work) => void setTimeout(work, readEveryMs),
  )
  const stop = screen.on((event) => {
    if (event.type === 'call-ended' && event.plugin === plugin()) readLater()
  })
  // What is deleted is deleted in a dialog.
  watch(
    () => dialogs.current,
    () => void read(),
  )
  watch(
    plugin,
    () => {
      stored.value = null
      opened.value = null
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    isGone = true
    stop()
  })

  return {
    ...{ stored, opened, isRefused, read },
    async toggle(key) {
      if (opened.value?.key === key) opened.value = null
      else await open(key).catch(() => (isRefused.value = true))
    },
  }
}
