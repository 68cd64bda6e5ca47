import type { SqlResult } from '../../sdk'
import type { Result } from '../../kernel/result'
import type { SqlFailure } from './failures'
import type { SqlLimits } from './limits'

/** PostgreSQL itself, as the first worker fetched and compiled it: later ones need not. */
export interface Engine {
  readonly program: WebAssembly.Module
  /** What it needs beside it: time zones, words of search and the like. */
  readonly files: Blob
  /** A fresh database, as a compressed tar. */
  readonly fresh: Blob
}

export interface Statement {
  readonly text: string
  readonly params: readonly unknown[]
}

/** What the page asks of the worker of one database: to open it, and then one statement at a time. */
export type ToWorker =
  | { readonly type: 'open'; readonly database: string; readonly engine: Engine | null; readonly limits: SqlLimits }
  | ({ readonly type: 'run'; readonly job: number } & Statement)

export type FromWorker =
  | { readonly type: 'loaded'; readonly engine: Engine }
  | { readonly type: 'opened' }
  | { readonly type: 'done'; readonly job: number; readonly result: Result<SqlResult, SqlFailure> }
  /** This worker is of no more use. What was not answered was not kept. */
  | { readonly type: 'broken'; readonly failure: SqlFailure }
