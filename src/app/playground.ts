import type { BrowserCompiler } from '../compiler/compiler'
import type { EventBus } from '../kernel/events'
import type { Kernel } from '../kernel/kernel'
import type { Workspace } from '../workspace/workspace'
import type { Hotplug } from './hotplug'
import type { LiveCheck } from './live-check'
import type { PluginFolders } from './plugin-folders'

/** Everything that the screen stands on, wired together. The stores show it and send it commands. */
export interface Playground {
  /** The public commands; also `window.hotplug`. */
  readonly hotplug: Hotplug
  readonly kernel: Kernel
  readonly events: EventBus
  readonly workspace: Workspace
  readonly compiler: BrowserCompiler
  /** The compiler's word on what is being typed. */
  readonly liveCheck: LiveCheck
  /** New, rename, delete, examples, import, export and share. */
  readonly folders: PluginFolders
  /** Sentences about the workspace that the person should see once. */
  readonly notices: readonly string[]
  /** Brings the plugins up, `first` before the others, and then the compiler. Called once, when the screen listens. */
  start(first: string | null): Promise<void>
}
