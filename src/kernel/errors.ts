/**
 * Every way in which a plugin can fail, with the sentence that tells a learner what to do.
 * A code appears here once; the UI, the docs and the tests read it from here.
 */
export const errorHints = {
  COMPILE: 'Mend the source at the marked line. What was running goes on running until a save compiles.',
  MANIFEST: 'Open plugin.json: the path says which value is wrong. Completion there offers every field that exists.',
  API_VERSION: 'Set "apiVersion" in plugin.json to a range that includes the version of this Hotplug.',
  DEPENDENCY_MISSING: 'Add the plugin that is missing, or widen the range under "dependencies" in plugin.json.',
  DEPENDENCY_CYCLE: 'Take one dependency out of the circle: two plugins that need each other are often one plugin.',
  CONFIG: 'Change the config at the path named. The old config stays in force until the new one is accepted.',
  PERMISSION: 'Name the capability under "permissions" in plugin.json, save, and grant it when asked.',
  CAPABILITY:
    'The host could not do what the plugin asked for: the message says why. Catch it where there is a way on.',
  LOAD: 'A plugin module needs a default export with an execute function: export default definePlugin({ execute(input) { … } }).',
  INIT: 'init failed, so this generation was not swapped in. Mend it, or move work that can fail into execute.',
  HEALTH: 'healthCheck said "failing", so this generation was not swapped in. Its detail says why.',
  INPUT: 'Send an input that the plugin accepts: JSON in the Input box, within the size limit.',
  OUTPUT: 'Return less, or return what the plugin\'s "outputSchema" promises.',
  CLONE:
    'Return plain data: strings, numbers, arrays, plain objects, dates, maps, sets and buffers cross over; functions and symbols do not.',
  TIMEOUT: 'Finish sooner, listen to ctx.signal, or raise the limit under "limits" in plugin.json.',
  CANCELLED: 'The call was stopped before it ended. Run it again if its result is still wanted.',
  OVERLOADED: 'Too many calls are waiting for this plugin. Send fewer at once, or raise "limits.concurrency".',
  CIRCUIT_OPEN:
    'Too many calls failed in a row, so calls are kept off for a while. Mend the plugin, or try again later.',
  UNRESPONSIVE: 'The plugin stopped answering, so its worker was replaced. Look for a loop that never ends.',
  CRASHED: 'The worker ended unexpectedly and was started again from the same build. Its last log lines may say why.',
  EXECUTE: 'execute threw. The stack names the line; the plugin goes on serving.',
  UNHANDLED: 'A promise was rejected, or an error thrown, outside of any call. Add await or catch where it starts.',
  FLOOD: 'The plugin sent messages faster than the page can take, so it was ended. Log less, or in larger pieces.',
  MEMORY: 'The sandbox ran out of memory and was started again. Keep less at once, or work in pieces.',
  QUARANTINED: 'The plugin crashed again and again. Change its source and save, or reset it.',
  DISABLED: 'The plugin is switched off. Enable it to load it again.',
  STATE: 'The state could not be handed over. snapshot must return plain data, and restore must accept it.',
  SHUTDOWN: 'shutdown failed. The worker was ended all the same, so nothing is left of it.',
  NOT_READY: 'Wait for hotplug.ready first.',
  NOT_FOUND: 'Check the name: the Explorer lists every plugin that is loaded.',
  SUPERSEDED: 'A newer save of the same plugin came in, so this one was dropped. Nothing is lost.',
  TOO_LARGE: 'Split the source, or move data out of it: a plugin’s files may take 1 MB together.',
  INTERNAL: 'This is a fault of Hotplug itself, not of the plugin. Please report it with the message above.',
} as const

export type PluginErrorCode = keyof typeof errorHints

/** Where in a plugin's life a failure happened. */
export type Phase =
  | 'compile'
  | 'manifest'
  | 'load'
  | 'config'
  | 'init'
  | 'restore'
  | 'probe'
  | 'commit'
  | 'execute'
  | 'idle'
  | 'drain'
  | 'snapshot'
  | 'shutdown'
  | 'unload'

/** A place in the author's own files. `line` and `column` count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * A failure, as a value. It never crosses the host as an exception.
 *
 * `file`, `line` and `column` (both from 1) point into the author's own source; `stack` is mapped to it as well.
 */
export interface PluginError {
  readonly code: PluginErrorCode
  readonly phase: Phase
  readonly plugin: string
  readonly version: string | null
  readonly generation: number | null
  readonly message: string
  /** What to do about it, in one or two sentences. */
  readonly hint: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly stack?: string
  readonly cause?: PluginErrorCause
  /** Set where a deadline was the reason, whatever the code. */
  readonly timedOut?: true
  /** Set where the plugin said that a second try may go well. */
  readonly retryable?: true
}

/** What a thrown error gave as its own `cause`, at most a few levels deep. */
export interface PluginErrorCause {
  readonly message: string
  readonly stack?: string
  readonly cause?: PluginErrorCause
}

/** Who an error is about. */
export interface Subject {
  readonly plugin: string
  readonly version: string | null
  readonly generation: number | null
}

/** A plugin of which no build is meant. */
export function noBuild(plugin: string): Subject {
  return { plugin, version: null, generation: null }
}

export interface ErrorDetails {
  /** Replaces the code's own hint where the place of failure knows better. */
  readonly hint?: string | undefined
  readonly position?: Position | undefined
  readonly stack?: string | undefined
  readonly cause?: PluginErrorCause | undefined
  readonly timedOut?: true
  readonly retryable?: true | undefined
}

/**
 * Makes a {@link PluginError} with the hint of its code.
 *
 * @example
 * ```ts
 * pluginError('TIMEOUT', 'execute', { plugin: 'greeter', version: '1.0.0', generation: 3 }, 'execute took longer than 5000 ms')
 * ```
 */
export function pluginError(
  code: PluginErrorCode,
  phase: Phase,
  subject: Subject,
  message: string,
  details: ErrorDetails = {},
): PluginError {
  const { hint = errorHints[code], position, stack, cause, timedOut, retryable } = details
  return {
    code,
    phase,
    plugin: subject.plugin,
    version: subject.version,
    generation: subject.generation,
    message,
    hint,
    ...position,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
    ...(timedOut ? { timedOut } : {}),
    ...(retryable ? { retryable } : {}),
  }
}

/** Parts of Hotplug are fetched when they are needed, and the network may be gone by then. */
export function unexpected(plugin: string, bug: unknown): PluginError {
  const message = bug instanceof Error ? bug.message : String(bug)
  return pluginError('INTERNAL', 'load', noBuild(plugin), message)
}

/** Thrown by a command that gives no report, where it cannot do what was asked. */
export class PluginFailure extends Error {
  override readonly name = 'PluginFailure'
  constructor(readonly error: PluginError) {
    super(`${error.message}. ${error.hint}`)
  }

  get code(): PluginErrorCode {
    return this.error.code
  }
}
