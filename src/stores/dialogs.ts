import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { PluginError } from '../kernel/errors'
import { usePlayground } from './playground'
import { useStatusStore } from './status'

/** What is asked of the person, one thing at a time. */
export type Dialog =
  | { readonly kind: 'new-plugin' }
  | { readonly kind: 'new-file'; readonly plugin: string }
  | { readonly kind: 'rename-plugin'; readonly plugin: string }
  | { readonly kind: 'delete-plugin'; readonly plugin: string }
  | { readonly kind: 'rename-file'; readonly path: string }
  | { readonly kind: 'delete-file'; readonly path: string }
  | { readonly kind: 'new-pipeline' }
  | { readonly kind: 'rename-pipeline'; readonly pipeline: string }
  | { readonly kind: 'delete-pipeline'; readonly pipeline: string }
  | { readonly kind: 'examples' }
  | { readonly kind: 'share'; readonly plugin: string }
  | { readonly kind: 'import' }
  | { readonly kind: 'keys' }
  /** The difference between a save's files and those of the workspace, with the offer to go back. */
  | { readonly kind: 'generation'; readonly plugin: string; readonly swap: number }
  | PermissionDialog
  /** One key of what a plugin has stored; without a key, all of it. */
  | { readonly kind: 'delete-stored'; readonly plugin: string; readonly storedKey?: string }

/** What a plugin was refused, by the error that it came to. */
export interface PermissionDialog {
  readonly kind: 'permission'
  readonly plugin: string
  readonly capabilities: readonly string[]
  readonly error: PluginError
  /** What is tried again once the plugin may. */
  readonly failed: 'call' | 'pipeline' | 'save'
}

/** Which dialog is open. */
export const useDialogsStore = defineStore('dialogs', () => {
  const { folders } = usePlayground()
  const status = useStatusStore()
  const current = shallowRef<Dialog | null>(null)

  function open(dialog: Dialog): void {
    current.value = dialog
  }

  function close(): void {
    current.value = null
  }

  /** Downloads one plugin, or all with the pipelines, as a zip. */
  function exportZip(plugin?: string): Promise<void> {
    return status.attempt('The export', async () => {
      const url = URL.createObjectURL(await folders.exportZip(plugin))
      const link = document.createElement('a')
      link.href = url
      link.download = `${plugin ?? 'hotplug'}.zip`
      link.click()
      URL.revokeObjectURL(url)
      const held = plugin === undefined ? 'It holds all plugins and saved pipelines.' : undefined
      status.toast('good', `Exported ${link.download}`, held)
    })
  }

  return { current, open, close, exportZip }
})
