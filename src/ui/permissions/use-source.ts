import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { coalesce, whenTypingRests } from '../../stores/coalesce'
import { usePlayground } from '../../stores/playground'
import type { SourceFile } from './source-uses'

/** The files of a plugin as they are in the editor. */
export function useSource(plugin: () => string): Readonly<ShallowRef<readonly SourceFile[]>> {
  const { workspace } = usePlayground()
  const files = shallowRef<readonly SourceFile[]>([])

  function read(): void {
    const name = plugin()
    files.value = workspace.files(name).map((path) => ({ path, text: workspace.read(`${name}/${path}`) }))
  }

  watch(plugin, read, { immediate: true })
  onScopeDispose(workspace.on(coalesce(read, whenTypingRests)))
  return files
}
