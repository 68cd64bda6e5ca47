import { shallowRef, type ShallowRef } from 'vue'
import type { Dependency } from '../../kernel/dependencies'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'

/** Events after which somebody may depend on somebody else, or be served by another version. */
const rereadOn: ReadonlySet<string> = new Set([
  'state',
  'swap-committed',
  'swap-refused',
  'restarted',
  'changed',
  'unloaded',
])

/** The graph of all plugins, kept up to date; `null` until Hotplug has it. */
export function useDependencies(): Readonly<ShallowRef<readonly Dependency[] | null>> {
  const { hotplug } = usePlayground()
  const dependencies = shallowRef<readonly Dependency[] | null>(null)

  function read(): void {
    dependencies.value = hotplug.dependencies()
  }

  useKernelView({ read, heard: ({ type }) => rereadOn.has(type) })
  return dependencies
}
