import type { Diagnostic } from '../kernel/ports'

/** A file's path within the plugin's folder, and its text. */
export type FileEntry = readonly [path: string, text: string]

/** What the page asks of the compiler's worker. Every `job` gets one answer, in order, one at a time. */
export type ToWorker =
  /** The first message: `wasm` is a URL, or the module that an earlier worker already compiled. */
  | { readonly type: 'start'; readonly wasm: string | WebAssembly.Module }
  /** Compiles something for practice, so that the first real compile finds the engine warm. */
  | { readonly type: 'warm'; readonly job: number }
  /** Compiles a plugin; only what changed since its last compile comes along. */
  | {
      readonly type: 'compile'
      readonly job: number
      readonly plugin: string
      readonly main: string
      readonly changed: readonly FileEntry[]
      readonly removed: readonly string[]
    }
  /** Makes the source map of a build from the files that went into it. */
  | { readonly type: 'map'; readonly job: number; readonly main: string; readonly files: readonly FileEntry[] }
  /** Drops what is kept for a plugin. */
  | { readonly type: 'forget'; readonly plugin: string }

export type FromWorker =
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  /** The wasm is here; esbuild is being started with it. */
  | { readonly type: 'downloaded'; readonly module: WebAssembly.Module }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'done'; readonly job: number; readonly answer: Answer }
  /** esbuild itself went down: this worker is of no more use. */
  | { readonly type: 'broken'; readonly error: string }

export type Answer = Compiled | Refused | Mapped | { readonly kind: 'warm' }

export interface Compiled {
  readonly kind: 'compiled'
  readonly code: string
  /** The files that went in. */
  readonly inputs: readonly string[]
  readonly warnings: readonly Diagnostic[]
}

export interface Refused {
  readonly kind: 'refused'
  readonly inputs: readonly string[]
  readonly problems: readonly Diagnostic[]
}

export interface Mapped {
  readonly kind: 'mapped'
  /** The code of this build, to be compared with the one that the map is wanted for. */
  readonly code: string
  readonly map: string
}
