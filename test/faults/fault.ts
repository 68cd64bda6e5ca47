import { expect } from 'vitest'
import type { Bench } from './bench'
import type { Files } from './plugin-files'

/** What a report or an event has to look like: a part of it, as `toMatchObject` takes it. */
export type Shape = Readonly<Record<string, unknown>>

/** One thing that is done with a fault's plugin, and what has to come of it. */
export type Step =
  /** Saves, after writing `files` over what is there. */
  | { readonly save: Shape; readonly files?: Files }
  | { readonly run: unknown; readonly gives: Shape }
  /** An event that is told, then or later. */
  | { readonly told: Shape }
  /** How the plugin's status comes to look. */
  | { readonly status: Shape }
  | { readonly unload: Shape }
  /** What no other step can say. */
  | { readonly act: (bench: Bench) => Promise<void> }

/** One way in which a plugin wrongs its host. */
export interface Fault {
  /** Where it stands in the list of faults. */
  readonly number: number
  /** The folder below test/faults, and the plugin's name. */
  readonly plugin: string
  /** What the host does, as the test's name. */
  readonly says: string
  /** A healthy generation is there first, and has to serve on after the last step. */
  readonly keepsPredecessor?: true
  /** Files that are too large to keep, or of which only the test knows the content. */
  readonly files?: () => Files
  readonly steps: readonly Step[]
}

/** The shape of a refused save whose predecessor serves on; which one that is, the bench sees to. */
export function refused(error: Shape): Shape {
  return { ok: false, serving: expect.any(Number), error }
}

/** The shape of a call that failed. */
export function failed(error: Shape): Shape {
  return { ok: false, error }
}

/** The shape of a call's output. */
export function output(value: unknown): Shape {
  return { ok: true, output: value }
}

/** An error that is told outside of any report. */
export function errorTold(error: Shape): Step {
  return { told: { type: 'error', error: expect.objectContaining(error) } }
}

/** The worker was ended, and brought back from the same build. */
export const broughtBack: Step = { told: { type: 'restarted', rolledBackFrom: null } }

/** A text that has this in it. */
export function has(part: string | RegExp): unknown {
  return expect.stringMatching(part)
}
