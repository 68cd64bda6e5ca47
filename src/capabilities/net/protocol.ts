import type { NetRequest } from '../../kernel/host-port'

/** Page to worker. */
export type ToNetWorker =
  | { readonly type: 'fetch'; readonly id: number; readonly request: NetRequest; readonly maxBytes: number }
  | { readonly type: 'abort'; readonly id: number }

export interface NetAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Why there is no answer. */
export type NetProblem = 'redirected' | 'too-large' | 'no-answer'

/** Worker to page: every request gets one, also one that was aborted. */
export type FromNetWorker =
  | { readonly id: number; readonly ok: true; readonly answer: NetAnswer }
  | { readonly id: number; readonly ok: false; readonly problem: NetProblem }
