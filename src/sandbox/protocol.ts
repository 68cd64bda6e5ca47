/**
 * What crosses the ports between the page and a realm: data only. The host trusts nothing that comes from the guest
 * (host/read-message.ts checks it); the guest trusts what comes over the one port that it was given.
 */
import type { CallMethod, GuestMethod, GuestRequests } from '../kernel/guest-port'
import type { PluginErrorCode } from '../kernel/errors'
import type { LogLevel, LogValue } from '../kernel/log-value'

export type { PluginKind } from '../kernel/manifest-schema'
export type { GuestExports, GuestMethod, GuestRequests, StreamParams } from '../kernel/guest-port'
export type { HostMethod, HostRequests } from '../kernel/host-port'
export type { LogLevel, LogValue } from '../kernel/log-value'
export type { PluginErrorCode } from '../kernel/errors'

/** Raised with each change here, so that a stale cached sandbox page is told apart from a broken one. */
export const protocolVersion = 3

/**
 * How much a guest may send unasked between two pings. The host's own bound lies above the guest's, so that only a
 * guest that was tampered with meets it; and both count by pings, not by time, so that a page that stood still for a
 * while (a breakpoint, a sleeping laptop) never takes the backlog for a flood.
 */
export const unsolicited = { guestMessages: 90, hostMessages: 250 } as const

/**
 * How many requests of a guest to the host may be unanswered. Each spends a ticket, which is its id: 1 to this many to
 * begin with, and each reply brings a new one that nobody can guess. So a guest that waits for its replies may ask as
 * fast as they come, and one that does not has nothing to spend.
 */
export const hostRequestsAtOnce = 64

/** How many items a batch may have. */
export const maxBatch = 1_000

/** What a guest asks of the host in the name of a request of these ends with it. */
export function isCallMethod(method: GuestMethod | undefined): method is CallMethod {
  return method === 'execute' || method === 'executeBatch' || method === 'flush'
}

/** A {@link GuestMethod} call on its way in. */
export interface RequestMessage<Method extends GuestMethod = GuestMethod> {
  readonly type: 'request'
  readonly id: number
  readonly method: Method
  readonly params: GuestRequests[Method]['params']
}

export type HostMessage =
  | { readonly [Method in GuestMethod]: RequestMessage<Method> }[GuestMethod]
  /** The calls of one turn. Their inputs are no objects, so that none is shared among them. */
  | { readonly type: 'requests'; readonly requests: readonly RequestMessage<'execute'>[] }
  | { readonly type: 'abort'; readonly id: number; readonly reason: string }
  | Reply
  /** Asks for a `pong`, and allows the next {@link unsolicited} messages. */
  | { readonly type: 'ping'; readonly beat: number }

/** To the interpreter itself, ahead of what is for the guest in it. */
export interface LimitsMessage {
  readonly type: 'limits'
  readonly memoryBytes: number
}

/** What became of one {@link AskMessage}; every one gets a reply, also one that was given up. */
export type Reply =
  | {
      readonly type: 'reply'
      readonly id: number
      readonly ok: true
      readonly value: unknown
      readonly ticket: number
    }
  | {
      readonly type: 'reply'
      readonly id: number
      readonly ok: false
      readonly fault: AnswerFault
      readonly ticket: number
    }

/** Why the host did not do what was asked. */
export interface AnswerFault {
  readonly code: PluginErrorCode
  readonly message: string
  readonly hint?: string | undefined
  /** See `GuestFault`, as for the next. */
  readonly retryable?: true | undefined
  readonly passes?: number | undefined
}

/** A fault whose stack is still the engine's text. */
export interface WireFault {
  readonly code: PluginErrorCode
  readonly message: string
  readonly hint?: string
  readonly stack?: string
  readonly cause?: WireFault
  readonly retryable?: true
  /** See `GuestFault`. */
  readonly passes?: number
}

/** The result of `executeBatch` on its way out. */
export interface WireBatch {
  readonly output: {
    readonly outputs: readonly unknown[]
    readonly faults: readonly { readonly item: number; readonly fault: WireFault }[]
    readonly busyMs: number
    readonly tailMs: number
  }
  readonly warnings: readonly string[]
}

export interface LogLine {
  readonly type: 'log'
  readonly call: number | null
  readonly level: LogLevel
  readonly values: readonly LogValue[]
  /** The line of the stack that lies in the module, as the engine writes it. */
  readonly place: string | null
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface MetricSample {
  readonly type: 'metric'
  readonly kind: 'count' | 'gauge' | 'observe'
  readonly name: string
  readonly value: number
}

/** What a guest tells unasked; rides on an answer where there is one to ride on. */
export type Telemetry =
  | LogLine
  | MetricSample
  | { readonly type: 'dropped'; readonly what: 'log lines' | 'metrics'; readonly count: number }
  | { readonly type: 'fault'; readonly fault: WireFault }

/** What became of one request. */
export type Answer =
  | {
      readonly type: 'answer'
      readonly id: number
      readonly ok: true
      readonly value: unknown
      readonly telemetry: readonly Telemetry[] | null
    }
  | {
      readonly type: 'answer'
      readonly id: number
      readonly ok: false
      readonly fault: WireFault
      readonly telemetry: readonly Telemetry[] | null
    }

/** What the plugin asks of the host. Who answers a method checks its params, and tells the plugin what is wrong. */
export interface AskMessage {
  readonly type: 'ask'
  /** A ticket: see {@link hostRequestsAtOnce}. */
  readonly id: number
  /** A {@link HostMethod}. */
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** The id of the {@link CallMethod} request that it is part of. */
  readonly call: number | null
}

export type GuestMessage =
  | { readonly type: 'ready'; readonly protocol: number }
  /** The URL under which the plugin's module is about to be imported: stacks name it. */
  | { readonly type: 'module'; readonly url: string }
  | Answer
  /** Those calls of one `requests` that ended at once. Their outputs are no objects, so that none is shared. */
  | { readonly type: 'answers'; readonly answers: readonly Answer[] }
  | AskMessage
  /** Nobody waits for that reply any more. */
  | { readonly type: 'give-up'; readonly id: number }
  | { readonly type: 'telemetry'; readonly items: readonly Telemetry[] }
  | { readonly type: 'pong'; readonly beat: number }
  /** The plugin called `self.close()`. */
  | { readonly type: 'closing' }
  /** The interpreter cannot go on. */
  | { readonly type: 'ended'; readonly fault: WireFault }

/** Page to frame, once, with two ports: the guest's own and the control port. */
export interface FrameHandshake {
  readonly type: 'hotplug'
  /** What the worker is handed along with its port: QuickJS as wasm, or nothing. */
  readonly engine?: ArrayBuffer | undefined
}

/** Page to frame, over the control port. */
export interface ControlPing {
  readonly type: 'ping'
  readonly beat: number
}

/** Frame to page, over the control port. No plugin code runs in the frame. */
export type FrameMessage =
  | { readonly type: 'pong'; readonly beat: number }
  /** The worker could not be made, or its script failed. */
  | { readonly type: 'worker-error'; readonly message: string }
