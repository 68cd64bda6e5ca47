import { itemEndings } from '../app/items/item-kind'
import type { PluginView } from './plugins'

/** A file of the workspace whose items a pipeline can read. */
export interface ItemFile {
  readonly plugin: string
  /** Within the plugin's folder. */
  readonly name: string
}

/** Those that stand beside the plugins of these steps, in the order of the steps. */
export function itemFilesOf(steps: readonly string[], plugins: readonly PluginView[]): readonly ItemFile[] {
  return [...new Set(steps)].flatMap((step) => {
    const files = plugins.find(({ name }) => name === step)?.files ?? []
    return files.filter(holdsItems).map((name) => ({ plugin: step, name }))
  })
}

function holdsItems(file: string): boolean {
  return itemEndings.some((ending) => file.toLowerCase().endsWith(`.${ending}`))
}
