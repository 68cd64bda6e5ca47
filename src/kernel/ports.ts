/**
 * What the kernel needs of the world beside the sandbox, as interfaces. `compiler/` and `app/` implement them for the
 * browser; tests implement them in memory.
 */
import type { ConfigProblem } from '../sdk'
import type { Config } from './config'
import type { Position } from './errors'

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
  /** Tells what changed beside {@link set}; what came before anybody asked, too. */
  onChange(listener: (change: MiddlewareSettingsChange) => void): void
}

export type MiddlewareSettingsChange =
  /** A plugin's folder has another name, or (`null`) is gone. */
  | { readonly type: 'moved'; readonly from: string; readonly to: string | null }
  /** All of it was read anew, as another tab may have set it. */
  | { readonly type: 'reread' }

/**
 * Checks values against JSON Schemas (2020-12). A schema is a plugin's own text, and one of its patterns may take for
 * ever: so this happens where it can be stopped, and a check that takes too long is told as a problem.
 */
export interface SchemaCheck {
  /** Never rejects: what could not be checked is a problem. */
  check(schema: JsonSchema, value: unknown): Promise<readonly ConfigProblem[]>
}

export type JsonSchema = boolean | Readonly<Record<string, unknown>>
