/** Every way in which a request to the workspace can be wrong. */
export type WorkspaceErrorCode =
  /** The path or name breaks the path rules. */
  | 'BAD_PATH'
  /** There is no such file or plugin. */
  | 'NOT_FOUND'
  /** The name is taken. */
  | 'EXISTS'
  /** A text, setting, archive or link is over its limit. */
  | 'TOO_LARGE'
  /** A value that JSON cannot carry. */
  | 'BAD_VALUE'
  /** An archive or link that cannot be read. */
  | 'UNREADABLE'
  /** The browser lacks what is needed. */
  | 'UNSUPPORTED'

/** A request that the workspace cannot follow. The message says why, and what to do instead. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError'
  constructor(
    readonly code: WorkspaceErrorCode,
    message: string,
  ) {
    super(message)
  }
}
