import type { LogValue } from './log-value'
import type { GuestFault, GuestFrame } from './guest-fault'
import type { GuestEvent, GuestMethod, GuestRequests } from './guest-port'
import { fail, ok, type Result } from './result'

/**
 * Takes the values of secrets out of what plugins tell: log lines, errors, the names of metrics, what healthCheck and
 * validateConfig say. Outputs and states are the plugin's answer, and stay as they are.
 */
export interface Redaction {
  /** For what Hotplug itself tells of what plugins gave it. */
  text(told: string): string
  event(event: GuestEvent): GuestEvent
  answer<Method extends GuestMethod>(method: Method, answer: Answer<Method>): Answer<Method>
}

type Answer<Method extends GuestMethod> = Result<GuestRequests[Method]['result'], GuestFault>

/** A {@link Redaction} that learns what to take out. */
export interface Redactor extends Redaction {
  /** From now on this stands nowhere any more, whichever plugin tells it: what one was given it may have handed on. */
  hide(value: string): void
}

/** Stands in the place of a secret. */
export const redacted = '•••'

/** A secret that was cut off is known by its first half, or as many of its characters; by the most, wherever it stands. */
const longestHead = 12
const shortestHead = 4

/** Guests leave texts of so many characters whole. */
const shortestCut = 40

type Results = {
  readonly [Method in GuestMethod]?: (result: GuestRequests[Method]['result']) => GuestRequests[Method]['result']
}

export function createRedactor(): Redactor {
  /** The longest first: one may be the beginning of another. */
  let hidden: readonly string[] = []

  function text(told: string): string {
    const without = hidden.reduce((left, value) => left.replaceAll(value, redacted), told)
    return hidden.reduce((left, value) => withoutPieces(left, value, hidden), without)
  }

  function logValue(value: LogValue): LogValue {
    if (value.kind !== 'object') return { ...value, text: text(value.text) }
    const { label, preview, entries } = value
    return {
      ...value,
      label: text(label),
      preview: text(preview),
      entries: entries.map((entry) => ({ key: text(entry.key), value: logValue(entry.value) })),
    }
  }

  const frame = (told: GuestFrame): GuestFrame => ({
    ...told,
    functionName: told.functionName === null ? null : text(told.functionName),
  })

  function fault({ hint, frames, cause, ...told }: GuestFault): GuestFault {
    return {
      ...told,
      message: text(told.message),
      ...(hint === undefined ? {} : { hint: text(hint) }),
      ...(frames ? { frames: frames.map(frame) } : {}),
      ...(cause ? { cause: fault(cause) } : {}),
    }
  }

  function warned<Told extends { readonly warnings: readonly string[] }>(told: Told): Told {
    return { ...told, warnings: told.warnings.map((warning) => text(warning)) }
  }

  const results: Results = {
    validateConfig: (problems) => problems.map(({ path, message }) => ({ path: text(path), message: text(message) })),
    healthCheck: ({ detail, ...health }) => (detail === undefined ? health : { ...health, detail: text(detail) }),
    execute: warned,
    flush: warned,
    executeBatch(told) {
      const { output, ...rest } = warned(told)
      const faults = output.faults.map((failed) => ({ ...failed, fault: fault(failed.fault) }))
      return { ...rest, output: { ...output, faults } }
    },
  }

  return {
    text,
    hide(value) {
      hidden = [...new Set([...hidden, ...formsOf(value)])].sort((a, b) => b.length - a.length)
    },
    event(event) {
      if (hidden.length === 0) return event
      if (event.type === 'log') return { ...event, values: event.values.map(logValue) }
      if (event.type === 'metric') return { ...event, name: text(event.name) }
      return 'fault' in event ? { ...event, fault: fault(event.fault) } : event
    },
    answer(method, answer) {
      if (hidden.length === 0) return answer
      if (!answer.ok) return fail(fault(answer.error))
      const result = results[method]
      return result ? ok(result(answer.value)) : answer
    },
  }
}

/** As it is, and as it stands in JSON and in addresses. */
function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  // Half of a pair of surrogates stands in no address.
  return /\p{Surrogate}/u.test(value) ? [value, inJson] : [value, inJson, encodeURIComponent(value)]
}

/**
 * Guests shorten what they tell, so that a secret may end in the middle. Where it does not, a short piece is a word like
 * any other. `all` has forms that begin like `value`.
 */
function withoutPieces(told: string, value: string, all: readonly string[]): string {
  const head = value.slice(0, Math.max(shortestHead, Math.min(longestHead, Math.ceil(value.length / 2))))
  let cleaned = ''
  let from = 0
  for (let at = told.indexOf(head); at !== -1; at = told.indexOf(head, Math.max(from, at + 1))) {
    const end = at + Math.max(...all.map((form) => sharedLength(told, at, form)))
    if (head.length < longestHead && !isCutOff(told, end)) continue
    cleaned += told.slice(from, at) + redacted
    from = end
  }
  return cleaned + told.slice(from)
}

function isCutOff(told: string, end: number): boolean {
  return told[end] === '…' || (end === told.length && end >= shortestCut)
}

/** How many characters from `at` on are those of the form. */
function sharedLength(told: string, at: number, form: string): number {
  let length = 0
  while (length < form.length && told[at + length] === form[length]) length++
  return length
}
