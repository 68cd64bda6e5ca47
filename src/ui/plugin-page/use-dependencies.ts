import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { Dependency } from '../../kernel/dependencies'
import { coalesce } from '../../stores/coalesce'
import { usePlayground } from '../../stores/playground'
import { useScreenEvents } from '../../stores/screen-events'

/** Events after which somebody may depend on somebody else, or be served by another version. */
const turns: ReadonlySet<string> = new Set([
  'state',
  'swap-committed',
  'swap-refused',
  'restarted',
  'changed',
  'unloaded',
])

/** The graph of all plugins, kept up to date; `null` until Hotplug has it. */
export function useDependencies(): Readonly<ShallowRef<readonly Dependency[] | null>> {
  const { hotplug, kernel } = usePlayground()
  const screen = useScreenEvents()
  const dependencies = shallowRef<readonly Dependency[] | null>(null)
  const stops: (() => void)[] = []
  let isGone = false

  function read(): void {
    if (!isGone) dependencies.value = hotplug.dependencies()
  }

  const readSoon = coalesce(read, queueMicrotask)
  // Before this the kernel cannot tell.
  void kernel.complete().then(() => {
    if (isGone) return
    stops.push(
      screen.on(({ type }) => {
        if (turns.has(type)) readSoon()
      }),
    )
    read()
  }, reportError)
  onScopeDispose(() => {
    isGone = true
    for (const stop of stops) stop()
  })
  return dependencies
}
