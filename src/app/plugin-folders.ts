import type { PluginKind } from '../kernel/manifest-schema'
import type { SkippedFile } from '../workspace/place-files'

/** An example that ships with the site. */
export interface ExampleSummary {
  readonly name: string
  readonly description: string
}

/** What a person does with whole plugins. Each throws a `WorkspaceError` that says what to do instead. */
export interface PluginFolders {
  /** Makes a plugin, or a middleware, from the template; its files are edits, and {@link Hotplug.save} makes it live. */
  create(name: string, kind?: PluginKind): Promise<void>
  /** A name that is free, from a wish: `plugin`, `plugin-2`. */
  freeName(wish: string): string
  /**
   * Renames the folder and the name in plugin.json, unloads the old one and takes the new one in as at a start: one that
   * was never saved, or is disabled, does not come up by that, and one that waits for its first call does at that.
   */
  rename(from: string, to: string): Promise<void>
  /** Deletes the plugin's files. It is unloaded, as any plugin is whose last file goes. */
  remove(name: string): void
  duplicate(name: string, to: string): Promise<void>
  readonly examples: readonly ExampleSummary[]
  /** Puts an example's own files back, or adds it if it was deleted. */
  restoreExample(name: string): void
  /** A zip of one plugin; or of all, with the saved pipelines beside them. */
  exportZip(plugin?: string): Promise<Blob>
  /**
   * Adds the plugins and pipelines of a zip, and says what it left out. One whose name is taken comes in under a free
   * name, or not at all where its files, or steps, are those that are there. Steps follow a plugin that got another name.
   * Nothing is run by itself.
   */
  importZip(file: Blob): Promise<ImportedZip>
  /** A link that opens this plugin with this input on any Hotplug at the same address. */
  shareLink(plugin: string, inputText: string): Promise<string>
  /** Plugins that came by a link and wait for the person's word before they run. */
  readonly shared: SharedPlugins
}

export interface ImportedZip {
  readonly plugins: CameIn
  readonly pipelines: CameIn
  readonly skipped: readonly SkippedFile[]
}

export interface CameIn {
  /** By the names that they have now. */
  readonly added: readonly string[]
  /** Those of them that had another name in the zip. */
  readonly renamed: readonly Renaming[]
  /** What was there already, file for file, or step for step. */
  readonly unchanged: readonly string[]
}

export interface Renaming {
  readonly from: string
  readonly to: string
}

export interface WaitingPlugin {
  readonly name: string
  readonly inputText: string | null
}

export interface SharedPlugins {
  /** The plugin that the page's address brought, if one waits. */
  readonly waiting: WaitingPlugin | null
  /** Why the address could not be read, as a sentence for the person. */
  readonly problem: string | null
  /** Runs it. */
  accept(): Promise<void>
  /** Keeps its files without running them. */
  dismiss(): void
  /** Listens to changes of the two above. Returns the disposer. */
  on(listener: () => void): () => void
}
