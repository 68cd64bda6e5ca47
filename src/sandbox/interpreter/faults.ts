import type { Answer, WireFault } from '../protocol'

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 10_000) / 100} MB`
}

export function outOfMemory(memoryBytes: number): WireFault {
  return {
    code: 'MEMORY',
    message: `The plugin asked for more than its ${megabytes(memoryBytes)} of memory, and was ended.`,
    hint: 'Keep less at once, work in pieces, or raise "limits.memoryBytes" in plugin.json.',
  }
}

export function brokeDown(reason: string): WireFault {
  return {
    code: 'CRASHED',
    message: `The interpreter broke down: ${reason.slice(0, 500)}`,
    hint: 'Recursion through built-in functions, very deep, is the usual cause. Call less deeply.',
  }
}

export function interrupted(withinMs: number, stack: string | null): WireFault {
  return {
    code: 'TIMEOUT',
    message: `The call took longer than ${Math.round(withinMs)} ms: it was interrupted here, and the plugin goes on`,
    ...(stack === null ? {} : { stack }),
  }
}

/** What belongs to the language, so that the editor offers it, and QuickJS has not. */
const missing: ReadonlySet<string> = new Set(['Intl'])

const notDefined = /^ReferenceError: '?(\w+)'? is not defined$/

/** Tells of what only the interpreter lacks: the plain error reads like a slip of the author's. */
export function explain(answer: Answer): Answer {
  const name = answer.ok ? undefined : notDefined.exec(answer.fault.message)?.[1]
  if (answer.ok || name === undefined || !missing.has(name)) return answer
  const hint = `The interpreter has no ${name}. Do without it, or take "runtime": "interpreter" out of plugin.json: a worker has it.`
  return { ...answer, fault: { ...answer.fault, hint } }
}

/** Of a call that still had time, but hung on what was interrupted. */
export function interruptedAlong(stack: string | null): WireFault {
  return {
    code: 'TIMEOUT',
    message: 'The call hung on another one that took too long and was interrupted here; the plugin goes on',
    ...(stack === null ? {} : { stack }),
  }
}

export function refusedInput(error: unknown): WireFault {
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'INPUT', message: `What was sent to the plugin cannot be copied: ${reason}` }
}
