import type { HostEvent } from '../kernel/events'
import type { PluginStatus, RunOptions, RunReport, SwapReport, UnloadReceipt } from '../kernel/reports'

/**
 * `window.hotplug`: the same commands as the screen's, for the console, for embedding pages and for tests.
 *
 * @example
 * ```ts
 * await hotplug.ready
 * hotplug.files.write('greeter/index.ts', hotplug.files.read('greeter/index.ts').replace('Hello', 'Good day'))
 * await hotplug.save('greeter') // { ok: true, plugin: 'greeter', version: '1.0.0', generation: 2, timings: { … } }
 * await hotplug.run('greeter', 'Ada') // { ok: true, output: 'Good day, Ada! …', … }
 * ```
 */
export interface Hotplug {
  /** The version of Hotplug, as SemVer. */
  readonly version: string
  /** Resolves when the compiler, the sandbox and the workspace are up and the start-up plugins are active. */
  readonly ready: Promise<void>
  /** The person's files. A path is `'<plugin>/<file>'`; a write is an edit, not a save. */
  readonly files: {
    /** Every path, sorted. */
    list(): string[]
    /** @throws WorkspaceError if there is no such file */
    read(path: string): string
    /** @throws WorkspaceError if the path is not allowed */
    write(path: string, text: string): void
    /** @throws WorkspaceError if there is no such file */
    remove(path: string): void
  }
  /** Compiles, loads and swaps the plugin in. Resolves when the swap is committed or refused; never rejects. */
  save(plugin: string): Promise<SwapReport>
  /** Calls the plugin with an input that a structured clone can carry; never rejects. */
  run(plugin: string, input: unknown, options?: RunOptions): Promise<RunReport>
  /** Every plugin that the host knows, sorted by name. */
  plugins(): PluginStatus[]
  /** Lets the calls in flight end, then ends the worker. Resolves when nothing of it is left; never rejects. */
  unload(plugin: string): Promise<UnloadReceipt>
  /**
   * Swaps an earlier generation of this session in again, under a new number. The files stay as they are: what serves is
   * then older than what was saved. Never rejects.
   */
  rollback(plugin: string, generation: number): Promise<SwapReport>
  /** Starts the newest generation anew, with its crashes forgotten: the way out of quarantine. Never rejects. */
  reset(plugin: string): Promise<SwapReport>
  /** Listens to every lifecycle event, log line and error, in order. Returns the disposer. */
  on(listener: (event: HostEvent) => void): () => void
}
