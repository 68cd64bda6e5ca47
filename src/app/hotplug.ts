import type { AuditEntry } from '../kernel/audit'
import type { Dependency } from '../kernel/dependencies'
import type { HostEvent } from '../kernel/events'
import type { Metrics } from '../kernel/middleware/call-metrics'
import type { GrantDuration } from '../kernel/grant-duration'
import type { Permission } from '../kernel/permission-commands'
import type { HealthReport, PluginStatus, RunOptions, RunReport, SwapReport, UnloadReceipt } from '../kernel/reports'
import type { HotplugPipelines } from './hotplug-pipelines'

/**
 * `window.hotplug`: the same commands as the screen's, for the console, for embedding pages and for tests.
 *
 * Of a plugin that the host does not know, a command with a report or a receipt says so in its `error`; one that gives a
 * value, or nothing, throws a `PluginFailure`. The code is `NOT_FOUND` in both.
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
  /**
   * Resolves when the compiler, the sandbox and the workspace are up and the start-up plugins are active. Rejects, with a
   * sentence, where the compiler could not be started: what was compiled before runs all the same, and each save tries anew;
   * and where a part of the site could not be fetched.
   */
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
  /**
   * Compiles, loads and swaps the plugin in. Resolves when the swap is committed or refused; never rejects.
   *
   * @param options - `withoutState` starts the new generation anew: the way on where the state of the one before cannot
   *   be taken, or where the new one does not accept it or has no `restore`, which refuses the save otherwise
   */
  save(plugin: string, options?: { readonly withoutState?: boolean }): Promise<SwapReport>
  /** Calls the plugin with an input that a structured clone can carry; never rejects. */
  run(plugin: string, input: unknown, options?: RunOptions): Promise<RunReport>
  /** Every plugin that the host knows, sorted by name; one entry for each version that is active. */
  plugins(): PluginStatus[]
  /**
   * Lets the calls in flight end, then ends the worker. Resolves when nothing of it is left; never rejects. Where there was
   * nothing to unload, the receipt says `unloaded: false`.
   */
  unload(plugin: string): Promise<UnloadReceipt>
  /**
   * Swaps an earlier generation of this session in again, under a new number. The files stay as they are: what serves is
   * then older than what was saved. Never rejects.
   *
   * @param options - `withoutState` begins without the state of what serves: see {@link save}
   */
  rollback(plugin: string, generation: number, options?: { readonly withoutState?: boolean }): Promise<SwapReport>
  /** Starts what served last anew; once it is up its crashes are forgotten: the way out of quarantine. Never rejects. */
  reset(plugin: string): Promise<SwapReport>
  /** The effective config: the manifest's defaults with the person's values over them. @throws PluginFailure `NOT_FOUND` */
  config(plugin: string): unknown
  /**
   * Puts the person's own values in force, by a swap like any other, and keeps them: `{}` goes back to the defaults. Values
   * that the schema, `validateConfig` or `init` refuse leave the old ones in force. Never rejects.
   *
   * @example
   * ```ts
   * await hotplug.setConfig('greeter', { style: 'formal' })
   * ```
   */
  setConfig(plugin: string, values: unknown): Promise<SwapReport>
  /** Keeps an active version active in this session, whatever is saved beside it. @throws PluginFailure if it is not active */
  pin(plugin: string, version: string): void
  /** Lets a version go as soon as nothing needs it. The receipt says whether that was now. Never rejects. */
  unpin(plugin: string, version: string): Promise<UnloadReceipt>
  /** Brings a disabled plugin up again. Never rejects. */
  enable(plugin: string): Promise<SwapReport>
  /** Unloads the plugin and keeps it unloaded, in later sessions too, until it is enabled. Never rejects. */
  disable(plugin: string): Promise<UnloadReceipt>
  /**
   * Asks the plugin how it feels: `failing` where it is not loaded. `errorRate` is the share of its newest calls that
   * failed, 0 to 1.
   *
   * @throws PluginFailure `NOT_FOUND`
   */
  health(plugin: string): Promise<HealthReport>
  /** The state that was taken last, at the newest swap: a copy, `undefined` where none was. @throws PluginFailure `NOT_FOUND` */
  state(plugin: string): unknown
  /**
   * Forgets the state: the plugin is swapped in anew without it, and calls wait until that is done.
   *
   * @throws PluginFailure `NOT_FOUND`
   */
  clearState(plugin: string): void
  /** Who depends on whom, and which active version serves it; `null` where none does. */
  dependencies(): Dependency[]
  /** What plugins may have the host do for them. @throws PluginFailure `NOT_READY` before {@link ready} */
  readonly permissions: {
    /** What the plugin's `plugin.json` asks for. @throws PluginFailure `NOT_FOUND` */
    list(plugin: string): Permission[]
    /**
     * Lets the plugin have what it asks for: `'once'` for the next call that uses it, `'session'` until the page is left,
     * or `'always'`. Rejects with a `PluginFailure` where its `plugin.json` does not ask for it.
     *
     * @param duration - `'session'` unless told
     * @example
     * ```ts
     * await hotplug.permissions.grant('kv-notes', 'storage:write', 'always')
     * ```
     */
    grant(plugin: string, capability: string, duration?: GrantDuration): Promise<void>
    /** Denies it, and takes it back at once: what is under way with it fails with PERMISSION. */
    revoke(plugin: string, capability: string): Promise<void>
  }
  /** The newest uses of capabilities, allowed and refused, oldest first: so many of each plugin. */
  audit(): AuditEntry[]
  /** What goes around the calls: built-in middleware, and plugins with `"kind": "middleware"`. */
  readonly middleware: {
    /** The names that were set for a plugin; without one, or for `'*'`, those that are around all. Outermost first. */
    list(plugin?: string): string[]
    /**
     * Sets what goes around the calls of a plugin, or of all (`'*'`), from the next call on and for later sessions too.
     * Outermost first; those for all go around those of the plugin. Rejects with a PluginFailure for a name that there is
     * not, that stands there twice, or where a middleware would go around itself.
     *
     * @example
     * ```ts
     * await hotplug.middleware.set('*', ['metrics', 'logging', 'validation'])
     * await hotplug.middleware.set('greeter', ['cache'])
     * ```
     */
    set(plugin: string, names: string[]): Promise<void>
    /** Every option of a built-in middleware as it is for this plugin, or for all (`'*'`). @throws PluginFailure */
    options(plugin: string, name: string): unknown
    /** Sets options; those that are left out have their defaults. Rejects with a PluginFailure for one that does not fit. */
    setOptions(plugin: string, name: string, values: unknown): Promise<void>
  }
  /**
   * The calls of a plugin in numbers, as the `metrics` middleware counts them: what a cache answered and what was refused
   * on the way is among them. @throws PluginFailure `NOT_FOUND`
   */
  metrics(plugin: string): Metrics
  /** Plugins in a row. @throws PluginFailure `NOT_READY` before {@link ready} */
  readonly pipelines: HotplugPipelines
  /** Listens to every lifecycle event, log line and error, in order. Returns the disposer. */
  on(listener: (event: HostEvent) => void): () => void
}
