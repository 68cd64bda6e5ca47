/**
 * What the kernel needs of the world, as interfaces. `sandbox/` and `compiler/` implement them for the browser;
 * tests implement them in memory. The kernel owns every deadline, so no method here takes one.
 */
import type { ConfigProblem, Health, Origin, SqlResult } from '../sdk'
import type { Config } from './config'
import type { PluginErrorCode, Position } from './errors'
import type { LogLevel, LogValue } from './log-value'
import type { PluginKind } from './manifest-schema'
import type { Result } from './result'

/** Time as the kernel sees it. Tests hand in one that they move by hand. */
export interface Clock {
  /** Milliseconds that only ever grow, with a fraction. */
  now(): number
  /** Milliseconds since 1970, for people to read. */
  date(): number
  /** Calls back once after `ms` milliseconds. Returns the disposer. */
  after(ms: number, callback: () => void): () => void
}

/** The files of one plugin, `plugin.json` among them, by path within its folder. */
export interface PluginSource {
  /** The folder's name, which is the plugin's name. */
  readonly name: string
  readonly files: Readonly<Record<string, string>>
}

export type Severity = 'error' | 'warning' | 'info'

/** One thing that the compiler, or the manifest check, has to say about a place in the source. */
export interface Diagnostic {
  readonly severity: Severity
  readonly message: string
  readonly hint?: string
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** A plugin's files as one module, ready to be imported. */
export interface CompiledModule {
  /** ECMAScript module text without any import. */
  readonly code: string
  /** The place in the author's source for a place in {@link code} (both from 1); `null` where there is none. */
  locate(line: number, column: number): Promise<Position | null>
}

export type CompileResult =
  /** `cached` says that the module was there already, say because it was compiled while the person typed. */
  | {
      readonly ok: true
      readonly module: CompiledModule
      readonly warnings: readonly Diagnostic[]
      readonly cached: boolean
    }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] }

export interface Compiler {
  /**
   * Compiles the module that `main` names, with all that it imports. The same content answers from a cache. A newer
   * call for the same plugin supersedes an older one that still waits; `null` says that this is what happened.
   */
  compile(source: PluginSource, main: string): Promise<CompileResult | null>
}

/** A failure as it leaves the sandbox: places are still those of the compiled module. */
export interface GuestFault {
  readonly code: PluginErrorCode
  readonly message: string
  readonly hint?: string
  /** The module's own frames, innermost first; lines and columns from 1, in the compiled code. */
  readonly frames?: readonly GuestFrame[]
  readonly cause?: GuestFault
  /** Whether the plugin said that a second try may go well: it threw an error with `retryable: true`. */
  readonly retryable?: true
  /** Set by a capability where it turned out only on the way that more is needed than was granted. */
  readonly overstepped?: true
  /** The failure of `next` that a middleware lets pass, by the number that the host gave it. */
  readonly passes?: number
}

export interface GuestFrame {
  readonly functionName: string | null
  readonly line: number
  readonly column: number
}

/** Which of the contract's optional members a loaded plugin has. */
export interface GuestExports {
  readonly init: boolean
  readonly shutdown: boolean
  readonly validateConfig: boolean
  readonly healthCheck: boolean
  readonly snapshot: boolean
  readonly restore: boolean
  readonly flush: boolean
}

/** What a guest left behind when it was asked to stop. */
export interface Residue {
  readonly timers: number
  readonly pendingCalls: number
}

/** What an item of a stream brings along beside itself. */
export interface StreamParams {
  /** Instead of the config that the generation was loaded with. */
  readonly config?: unknown
  /** `ctx.stream`; `null` unless told. */
  readonly stream?: number
}

/** What every call brings along beside its input. */
export interface CallParams extends StreamParams {
  /** An interpreter interrupts what is still busy after so many milliseconds. */
  readonly withinMs?: number
}

/** What came of the items of a batch that were begun: its first ones, and all of them unless its time was up. */
export interface BatchOutput {
  /** By item. What failed has `undefined` here. */
  readonly outputs: readonly unknown[]
  /** Which items failed, and how. */
  readonly faults: readonly ItemFault[]
  /** How long the whole took, and how long it took from when the last item was begun, in milliseconds. */
  readonly busyMs: number
  readonly tailMs: number
}

export interface ItemFault {
  /** The item's place in the batch, from 0. */
  readonly item: number
  readonly fault: GuestFault
}

/** The requests a realm answers, each with what goes in and what comes back. */
export interface GuestRequests {
  load: {
    params: { code: string; name: string; version: string; generation: number; config: unknown; kind: PluginKind }
    result: GuestExports
  }
  validateConfig: { params: { config: unknown }; result: readonly ConfigProblem[] }
  init: { params: Record<string, never>; result: null }
  restore: { params: { state: unknown; from: Origin }; result: null }
  healthCheck: { params: Record<string, never>; result: Health }
  /**
   * Calls `around` instead where the plugin is a middleware. `maxBytes` bounds the output; `warnings` are sentences such as
   * "a class instance arrived as a plain object".
   */
  execute: {
    params: CallParams & { input: unknown; maxBytes: number }
    result: { output: unknown; warnings: readonly string[] }
  }
  /**
   * Calls `execute` for each input, `concurrency` of them at the same time where they take their time. After `budgetMs`
   * milliseconds no further one is begun, so that a batch is answered soon whatever is in it. `maxBytes` bounds each output.
   */
  executeBatch: {
    params: CallParams & {
      inputs: readonly unknown[]
      maxBytes: number
      concurrency: number
      budgetMs: number
    }
    result: { output: BatchOutput; warnings: readonly string[] }
  }
  /** The stream is over; the output is one more item of it unless it is `undefined`. */
  flush: {
    params: CallParams & { maxBytes: number }
    result: { output: unknown; warnings: readonly string[] }
  }
  snapshot: { params: { maxBytes: number }; result: unknown }
  shutdown: { params: Record<string, never>; result: Residue }
}

export type GuestMethod = keyof GuestRequests

/** Those that are calls: they go through the plugin's queue, and may ask the host in their name. */
export type CallMethod = 'execute' | 'executeBatch' | 'flush'

/** What a realm tells without being asked. */
export type GuestEvent =
  | {
      readonly type: 'log'
      readonly call: number | null
      readonly level: LogLevel
      readonly values: readonly LogValue[]
      readonly frame: GuestFrame | null
      readonly at: number
    }
  | {
      readonly type: 'metric'
      readonly kind: 'count' | 'gauge' | 'observe'
      readonly name: string
      readonly value: number
    }
  /** Something was thrown away on purpose, to keep the page smooth. */
  | {
      readonly type: 'dropped'
      readonly what: 'log lines' | 'metrics' | 'late answers' | 'forged messages'
      readonly count: number
    }
  /** An error outside of any request: an unhandled rejection, an uncaught error. The guest goes on. */
  | { readonly type: 'fault'; readonly fault: GuestFault }
  /** The worker misses heartbeats (`true`), or answers again (`false`). */
  | { readonly type: 'unresponsive'; readonly value: boolean }
  /** The realm is gone; every request that was pending has been answered with the same fault. */
  | { readonly type: 'died'; readonly fault: GuestFault }

/** A request under way. */
export interface GuestCall<Method extends GuestMethod> {
  /** Counts up within the realm; `log` events of this call carry it. */
  readonly id: number
  /** Settles once; never rejects. */
  readonly settled: Promise<Result<GuestRequests[Method]['result'], GuestFault>>
  /** Aborts the `ctx.signal` of this call. The answer, if one comes, still settles it. */
  abort(reason: string): void
}

/** What a plugin may ask of the host, each with what goes in and what comes back. */
export interface HostRequests {
  'plugins.call': { params: { readonly plugin: string; readonly input: unknown }; result: unknown }
  /** The rest of the chain that the call of a middleware is part of. */
  'call.next': { params: { readonly input: unknown }; result: unknown }
  'storage.get': { params: { readonly key: string }; result: unknown }
  'storage.set': { params: { readonly key: string; readonly value: unknown }; result: undefined }
  'storage.delete': { params: { readonly key: string }; result: undefined }
  /** Sorted. */
  'storage.keys': { params: { readonly prefix: string }; result: readonly string[] }
  'sql.query': { params: { readonly text: string; readonly params: readonly unknown[] }; result: SqlResult }
  'net.fetch': { params: NetRequest; result: { status: number; headers: Record<string, string>; body: Uint8Array } }
  /** Milliseconds since 1970. */
  'clock.now': { params: Record<string, never>; result: number }
  /** From 0 up to 1. */
  'random.next': { params: Record<string, never>; result: number }
  'secrets.get': { params: { readonly name: string }; result: string }
}

/** What a plugin asks another origin for. */
export type NetRequest = {
  /** Whole, as the plugin gave it: nobody has looked at it yet. */
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
}

export type HostMethod = keyof HostRequests

/** The requests that `capabilities/` answers. */
export type CapabilityMethod = Exclude<HostMethod, 'plugins.call' | 'call.next'>

/**
 * Does what a plugin asks for, which a person has granted. Never rejects.
 *
 * @param owner - whose data it is: a name that says nothing, and that no other plugin ever has
 * @param signal - aborted when nobody waits any more, or the grant is taken back
 */
export type CapabilityAnswer<Method extends CapabilityMethod> = (
  owner: string,
  params: HostRequests[Method]['params'],
  signal: AbortSignal,
) => Promise<Result<HostRequests[Method]['result'], GuestFault>>

/** What the host does for plugins, by what they ask for. */
export type Capabilities = { readonly [Method in CapabilityMethod]: CapabilityAnswer<Method> }

/** For how long a person lets a plugin have a capability; or that it must not, or that nobody has decided. */
export type Grant =
  /** For the next call of `execute` that uses it, to its end. */
  | 'once'
  /** Until the page is left. */
  | 'session'
  | 'always'
  | 'denied'
  | 'ask'

/** Whose each plugin is, and what a person lets it do; kept outside of the kernel. */
export interface Grants {
  /**
   * The owner of what the plugin keeps: an id that stays when the plugin is renamed, and that no later plugin of the
   * same name gets. `null` where there is no such plugin.
   */
  ownerOf(plugin: string): string | null
  get(owner: string, capability: string): Grant
  set(owner: string, capability: string, grant: Grant): void
  /** Sets who is told that an owner is gone for good, before what it kept is taken away. */
  onGone(listener: (owner: string) => void): void
}

/** What is fetched when a plugin asks for something. */
export interface CapabilityHost {
  readonly grants: Grants
  /** Whatever is left out fails. */
  readonly capabilities: Partial<Capabilities>
  /**
   * Opens what uses of the capability need and is slow to come, such as a database. Resolves when it is open or cannot be
   * opened, of which the use then tells; `null` for what needs nothing. Never rejects.
   */
  prepare?(owner: string, capability: string): Promise<unknown> | null
}

/** One request of a plugin to the host, as its guest sent it: whether `method` and `params` make sense is still open. */
export interface HostRequest {
  /** A {@link HostMethod}, unless the guest was tampered with. */
  readonly method: string
  /** Those of {@link HostRequests}, unless the plugin gave something else. */
  readonly params: Readonly<Record<string, unknown>>
  /** The id of the call that it is part of ({@link GuestCall.id}); `null` where it is part of none (init, timers). */
  readonly call: number | null
  /**
   * Aborted when the call that asks is aborted or has ended, when the guest gives the request up, and when the realm
   * ends.
   */
  readonly signal: AbortSignal
}

/** Answers what a plugin asks of the host. Rejects where a part of Hotplug cannot be fetched. */
export type HostAnswer = (request: HostRequest) => Promise<Result<unknown, GuestFault>>

/** One frame with one worker, in which one generation of one plugin lives. */
export interface Realm {
  readonly id: number
  request<Method extends GuestMethod>(method: Method, params: GuestRequests[Method]['params']): GuestCall<Method>
  /** Listens to all that the realm tells. Returns the disposer. */
  on(listener: (event: GuestEvent) => void): () => void
  /** Sets who answers what the plugin asks of the host; without one, every request fails. */
  serve(answer: HostAnswer): void
  /**
   * Ends the worker at once and drops everything it held; pending requests settle with CANCELLED, and no
   * further event arrives. Calling it again does nothing.
   */
  dispose(): void
}

/** What a realm is asked for with; a manifest is one. */
export interface RealmWish {
  readonly runtime: Runtime
  readonly limits: { readonly memoryBytes: number }
}

/** Where a plugin runs: as a worker's own code, or interpreted inside of one, with a limit on its memory that holds. */
export type Runtime = 'worker' | 'interpreter'

export interface Sandbox {
  /** Hands out a fresh realm: the warm spare if it is ready, else one made now. A failure is that of the browser. */
  open(wish?: RealmWish): Promise<Result<Realm, GuestFault>>
}

/** A person's own config values for each plugin, kept outside of the kernel. */
export interface ConfigValues {
  get(plugin: string): Config
  set(plugin: string, values: Config): void
}

/** What a person set for the calls of one plugin, or of all. */
export interface MiddlewareSetting {
  /** Outermost first. */
  readonly names?: readonly string[]
  /** What a person set of the options of each middleware, by its name. */
  readonly options?: Readonly<Record<string, Config>>
}

/** What a person set, kept outside of the kernel. `target` is a plugin's name, or `'*'` for all. */
export interface MiddlewareSettings {
  /** `null` where nothing was set. */
  get(target: string): MiddlewareSetting | null
  set(target: string, setting: MiddlewareSetting): void
  /** `'*'`, and every plugin that there is. */
  targets(): readonly string[]
  /** Tells that a plugin's folder has another name, or (`null`) is gone; what came before anybody asked, too. */
  onMove(listener: (from: string, to: string | null) => void): void
}

/**
 * Checks values against JSON Schemas (2020-12). A schema is a plugin's own text, and one of its patterns may take for
 * ever: so this happens where it can be stopped, and a check that takes too long is told as a problem.
 */
export interface SchemaCheck {
  check(schema: JsonSchema, value: unknown): Promise<readonly ConfigProblem[]>
}

export type JsonSchema = boolean | Readonly<Record<string, unknown>>
