import type { Clock, JsonSchema } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { SchemaReply, SchemaRequest } from './schema.worker'

/** A check that takes longer hangs in one of the schema's patterns. In milliseconds. */
const patienceMs = 3_000
/** How long the worker may take to start, which says nothing of the schema. */
const startPatienceMs = 30_000

/** So long a schema that hung is not tried again: each try holds up the checks of all others. In milliseconds. */
const restMs = 30_000

interface Check {
  readonly request: SchemaRequest
  readonly answer: (problems: readonly ConfigProblem[], checked: boolean) => void
}

export interface Verdict {
  readonly problems: readonly ConfigProblem[]
  /** Whether the problems are the schema's, and not those of the check itself. */
  readonly checked: boolean
}

/**
 * Checks in a worker, which is made at the first check and ended when one hangs. Whoever waits for the same schema is
 * answered with it, and for a while all who come after.
 */
export function createSchemaWorker(clock: Clock): (schema: JsonSchema, value: unknown) => Promise<Verdict> {
  /** By id, in the order in which the worker has them. */
  const waiting = new Map<number, Check>()
  /** Until when they rest, by content. */
  const resting = new Map<string, number>()
  let worker: { readonly port: Worker; isUp: boolean } | null = null
  let stopClock: () => void = () => {}
  let lastId = 0

  function start(): NonNullable<typeof worker> {
    const port = new Worker(new URL('./schema.worker.ts', import.meta.url), { type: 'module' })
    const started = { port, isUp: false }
    port.onmessage = ({ data }: MessageEvent<SchemaReply>) => {
      started.isUp = true
      if (data.type === 'checked') answer(data.id, data.problems, true)
      watch()
    }
    port.onerror = () => giveUp('The check could not be started. Reload the page.')
    return started
  }

  function answer(id: number, problems: readonly ConfigProblem[], checked: boolean): void {
    const check = waiting.get(id)
    waiting.delete(id)
    check?.answer(problems, checked)
  }

  /** Times the one check that the worker is at. */
  function watch(): void {
    stopClock()
    if (waiting.size === 0) return
    stopClock = worker?.isUp
      ? clock.after(patienceMs, hung)
      : clock.after(startPatienceMs, () => giveUp('The check did not start. Reload the page.'))
  }

  /** The first check in the row is the one that fails; those behind it are asked anew. */
  function giveUp(message: string): void {
    worker?.port.terminate()
    worker = null
    const [first] = waiting.keys()
    if (first !== undefined) answer(first, [{ path: '', message }], false)
    for (const { request } of waiting.values()) post(request)
    watch()
  }

  /** The first check in the row is the one that hangs, and so may those of the same schema. */
  function hung(): void {
    const [first] = waiting.values()
    if (first === undefined) return
    const content = JSON.stringify(first.request.schema)
    resting.set(content, clock.now() + restMs)
    for (const [id, { request }] of [...waiting])
      if (request !== first.request && JSON.stringify(request.schema) === content) answer(id, [tooLong], false)
    giveUp(tooLong.message)
  }

  function isResting(schema: JsonSchema): boolean {
    for (const [content, until] of resting) if (clock.now() >= until) resting.delete(content)
    return resting.size > 0 && resting.has(JSON.stringify(schema))
  }

  function post(request: SchemaRequest): void {
    worker ??= start()
    worker.port.postMessage(request)
  }

  return (schema, value) =>
    new Promise((resolve) => {
      if (isResting(schema)) return resolve({ problems: [tooLong], checked: false })
      const request: SchemaRequest = { id: ++lastId, schema, value }
      waiting.set(request.id, { request, answer: (problems, checked) => resolve({ problems, checked }) })
      try {
        post(request)
      } catch (error) {
        const message = `it cannot be copied: ${error instanceof Error ? error.message : String(error)}`
        return answer(request.id, [{ path: '', message }], true)
      }
      if (waiting.size === 1) watch()
    })
}

const tooLong: ConfigProblem = {
  path: '',
  message: 'The check of the schema took too long. Look for a "pattern" that can match in very many ways.',
}
