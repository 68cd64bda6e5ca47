import { shallowRef, type ShallowRef } from 'vue'
import type { AuditEntry } from '../../kernel/audit'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'

/** Plugins may ask thousands of times a second: the list is read so often, in milliseconds. */
const readEveryMs = 250

/** The newest uses of capabilities by all plugins, oldest first, kept up to date. */
export function useAudit(): Readonly<ShallowRef<readonly AuditEntry[]>> {
  const { kernel } = usePlayground()
  const entries = shallowRef<readonly AuditEntry[]>([])

  function read(): void {
    entries.value = kernel.permissions.audit()
  }

  useKernelView({
    read,
    heard: ({ type }) => type === 'asked',
    later: (work) => void setTimeout(work, readEveryMs),
  })
  return entries
}
