import { shallowRef, type ShallowRef } from 'vue'
import { PluginFailure } from '../../kernel/errors'
import type { GrantDuration } from '../../kernel/grant-duration'
import type { Grant } from '../../kernel/host-port'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'
import { useStatusStore } from '../../stores/status'
import { grantWords } from '../permissions/permission-words'

/** What a manifest asks for, and how that stands. */
export interface AskedPermission {
  readonly capability: string
  readonly grant: Grant
}

export interface PermissionsView {
  /** In the order of the manifest; `null` until Hotplug can tell, and of a plugin that was never saved. */
  readonly asked: Readonly<ShallowRef<readonly AskedPermission[] | null>>
  decide(capability: string, choice: GrantDuration | 'denied'): Promise<void>
}

/** What a plugin asks for, kept up to date, and the person's decisions. */
export function usePermissions(plugin: () => string): PermissionsView {
  const { kernel } = usePlayground()
  const plugins = usePluginsStore()
  const status = useStatusStore()
  const asked = shallowRef<readonly AskedPermission[] | null>(null)

  function read(): void {
    asked.value = permissionsOf(plugin())
  }

  function permissionsOf(name: string): readonly AskedPermission[] | null {
    try {
      const { list, grantOf } = kernel.permissions
      return list(name).map(({ capability }) => ({ capability, grant: grantOf(name, capability) }))
    } catch (error) {
      if (!(error instanceof PluginFailure)) throw error
      return null
    }
  }

  useKernelView({
    read,
    heard: (event) => event.type === 'permission' && event.plugin === plugin(),
    // What a save that was refused asks for counts as well: it is in the list, too.
    watched: [plugin, () => plugins.list],
  })

  return {
    asked,
    async decide(capability, choice) {
      const name = plugin()
      if (choice === 'denied') await kernel.permissions.revoke(name, capability)
      else await kernel.permissions.grant(name, capability, choice)
      status.announcement = `${capability}: ${grantWords[choice]}`
    },
  }
}
