import { defineStore } from 'pinia'
import { canonical } from '../kernel/capability-requests'
import type { PluginError } from '../kernel/errors'
import { useDialogsStore, type PermissionDialog } from './dialogs'
import { useEditorStore } from './editor'
import { usePipelinePageStore } from './pipeline-page'
import { usePlayground } from './playground'
import { usePluginPageStore } from './plugin-page'
import { usePluginsStore } from './plugins'
import { useRunStore } from './run'

/** What a plugin was refused, and nobody has decided about. */
interface Missing {
  readonly plugin: string
  /** As its manifest names them. */
  readonly capabilities: readonly string[]
}

/** Asks the person for what plugins were refused. */
export const usePermissionAsksStore = defineStore('permission-asks', () => {
  const { kernel } = usePlayground()
  const runs = useRunStore()
  const dialogs = useDialogsStore()
  const page = usePluginPageStore()
  const pipeline = usePipelinePageStore()
  const plugins = usePluginsStore()
  const editor = useEditorStore()

  /** Of the plugin that failed; else of the one that it called. */
  function missingFor({ plugin }: PluginError): Missing | null {
    const refused = kernel.permissions.audit().filter(({ allowed }) => !allowed)
    const newest = refused.findLast((entry) => entry.plugin === plugin) ?? refused.at(-1)
    if (!newest) return null
    const here = refused.filter((entry) => entry.plugin === newest.plugin && entry.generation === newest.generation)
    const asked = plugins.list.some(({ name }) => name === newest.plugin) ? kernel.permissions.list(newest.plugin) : []
    const capabilities = asked
      .filter(
        ({ state, capability }) => state === 'ask' && here.some((use) => use.capability === canonical(capability)),
      )
      .map(({ capability }) => capability)
    return capabilities.length > 0 ? { plugin: newest.plugin, capabilities } : null
  }

  /** Opens the dialog. `false` where there is nothing to decide. */
  function ask(error: PluginError): boolean {
    const missing = missingFor(error)
    if (missing) dialogs.open({ kind: 'permission', ...missing, error, failed: whatFailed(error) })
    return missing !== null
  }

  function whatFailed({ phase }: PluginError): PermissionDialog['failed'] {
    if (phase !== 'execute') return 'save'
    return pipeline.name === null ? 'call' : 'pipeline'
  }

  /** Asks by itself after what the person has begun, unless it is asked something already. */
  function offer(error: PluginError): void {
    if (error.code === 'PERMISSION' && !dialogs.current) ask(error)
  }

  /** Where the person decides about what the error tells of: the dialog, else the plugin's page. */
  function review(error: PluginError): void {
    if (ask(error)) return
    if (plugins.current !== error.plugin) editor.openPlugin(error.plugin)
    page.open('permissions')
  }

  // An action is what is called from outside of the store: the runs that a person asks for, not those after a save.
  runs.$onAction(({ name, after }) => {
    if (name !== 'run') return
    const before = runs.last
    after(() => {
      const { last } = runs
      if (last !== before && last && !last.report.ok) offer(last.report.error)
    })
  })

  return { review, offer }
})
