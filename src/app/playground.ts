import type { BrowserCompiler } from '../compiler/compiler'
import type { EventBus } from '../kernel/events'
import type { Kernel } from '../kernel/kernel'
import type { SchemaCheck } from '../kernel/ports'
import type { Workspace } from '../workspace/workspace'
import type { Hotplug } from './hotplug'
import type { HotplugPipelines } from './hotplug-pipelines'
import type { LiveCheck } from './live-check'
import type { PluginData } from './plugin-data'
import type { PluginFolders } from './plugin-folders'

/** What the person waits for at the start. Each promise resolves once it stands on screen, or is not to be had. */
export interface FirstSights {
  readonly output: Promise<void>
  readonly editor: Promise<void>
}

/** Everything that the screen stands on, wired together. The stores show it and send it commands. */
export interface Playground {
  /** The public commands; also `window.hotplug`. */
  readonly hotplug: Hotplug
  readonly kernel: Kernel
  /** Those of {@link hotplug}; `null` while the page is still starting. */
  pipelines(): HotplugPipelines | null
  readonly events: EventBus
  readonly workspace: Workspace
  readonly compiler: BrowserCompiler
  /** The compiler's word on what is being typed. */
  readonly liveCheck: LiveCheck
  /** Checks values against a plugin's schemas, where it can be stopped. */
  readonly schemas: SchemaCheck
  /** New, rename, delete, examples, import, export and share. */
  readonly folders: PluginFolders
  /** What plugins keep, to look at; fetched when it is first asked for. */
  data(): Promise<PluginData>
  /** Sentences about the workspace that the person should see once. */
  readonly notices: readonly string[]
  /**
   * Brings up the plugin `first`, the others once its output is seen, and the compiler once the editor is: a machine
   * has few cores, and each of these wants one. Where there is no screen, none waits. Called once, when the screen listens;
   * never rejects: {@link Hotplug.ready} tells how it went.
   */
  start(first: string | null, seen?: FirstSights): Promise<void>
}
