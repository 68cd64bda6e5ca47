import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { AuditEntry } from '../../kernel/audit'
import { coalesce } from '../../stores/coalesce'
import { usePlayground } from '../../stores/playground'
import { useScreenEvents } from '../../stores/screen-events'

/** Plugins may ask thousands of times a second: the list is read so often, in milliseconds. */
const readEveryMs = 250

/** The newest uses of capabilities by all plugins, oldest first, kept up to date. */
export function useAudit(): Readonly<ShallowRef<readonly AuditEntry[]>> {
  const { kernel } = usePlayground()
  const entries = shallowRef<readonly AuditEntry[]>([])
  let isGone = false
  let stop: () => void = () => undefined

  function read(): void {
    if (!isGone) entries.value = kernel.permissions.audit()
  }

  const screen = useScreenEvents()
  const readLater = coalesce(read, (work) => void setTimeout(work, readEveryMs))
  // Before this the kernel cannot tell.
  void kernel.complete().then(() => {
    if (isGone) return
    read()
    stop = screen.on(({ type }) => {
      if (type === 'asked') readLater()
    })
  }, reportError)
  onScopeDispose(() => {
    isGone = true
    stop()
  })
  return entries
}
