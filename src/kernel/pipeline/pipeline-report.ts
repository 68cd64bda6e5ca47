import type { PluginError } from '../errors'

/** An item that a step failed on, or that could not be read. */
export interface ItemError {
  /** From 0. */
  readonly step: number
  /** The item's place in the stream, from 0; `null` for what a `flush` gave. */
  readonly item: number | null
  /** Of an item that could not be read, its line in the file, from 1. */
  readonly line?: number
  readonly error: PluginError
}

/** What one step did. */
export interface StepStats {
  readonly plugin: string
  /** The version that served last; `null` where none did. */
  readonly version: string | null
  /** Those that served, in order: more than one where the step was swapped meanwhile. */
  readonly generations: readonly number[]
  /** Items that came in, and that went out: `undefined` and errors do not, and a `flush` may add one. */
  readonly in: number
  readonly out: number
  readonly errors: number
  /** Milliseconds that the plugin was at work. */
  readonly busyMs: number
  /** Milliseconds that an item took, its batch's time shared out among its items; `null` where none came in. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

/** How a run ended. */
export type PipelineReport = PipelineMeasures &
  (
    | {
        readonly ok: true
        /** Of a stream, the items that came out; empty where `onItems` took them. */
        readonly output: unknown
      }
    | {
        readonly ok: false
        readonly error: PluginError
        /** From 0. */
        readonly step: number
        /** The item's place in the stream, from 0; left out where the failure is of no item. */
        readonly item?: number
        /** Of an item that could not be read, its line in the file, from 1. */
        readonly line?: number
      }
  )

/** What is told of a run however it ended. */
export interface PipelineMeasures {
  /** With `onError: 'collect'`, the first {@link maxErrors} of them. */
  readonly errors: readonly ItemError[]
  /** How many more there were, or with `'skip'` how many in all. */
  readonly moreErrors: number
  readonly steps: readonly StepStats[]
  /** The newest items before, between and after the steps, as many as `samples` asked for. */
  readonly samples: readonly (readonly unknown[])[]
  readonly durationMs: number
}

/** How far a run is. */
export interface PipelineProgress {
  /** Items that were read, and bytes where the source counts them. */
  readonly read: number
  readonly bytesRead: number | null
  readonly written: number
  readonly steps: readonly StepStats[]
  readonly samples: readonly (readonly unknown[])[]
}

/** How many errors are listed. */
export const maxErrors = 1_000
