import type { Clock, JsonSchema } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { SchemaReply, SchemaRequest } from './schema.worker'

/** A check that takes longer hangs in one of the schema's patterns. In milliseconds. */
const patienceMs = 3_000
/** How long the worker may take to start, which says nothing of the schema. */
const startPatienceMs = 30_000

interface Check {
  readonly request: SchemaRequest
  readonly answer: (problems: readonly ConfigProblem[], checked: boolean) => void
}

export interface Verdict {
  readonly problems: readonly ConfigProblem[]
  /** Whether the problems are the schema's, and not those of the check itself. */
  readonly checked: boolean
}

/** Checks in a worker, which is made at the first check and ended when one hangs. */
export function createSchemaWorker(clock: Clock): (schema: JsonSchema, value: unknown) => Promise<Verdict> {
  /** By id, in the order in which the worker has them. */
  const waiting = new Map<number, Check>()
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
      ? clock.after(patienceMs, () => giveUp(tooLong))
      : clock.after(startPatienceMs, () => giveUp('The check did not start. Reload the page.'))
  }

  /** The first check in the row is the one that hangs; those behind it are of other plugins, and are asked anew. */
  function giveUp(message: string): void {
    worker?.port.terminate()
    worker = null
    const [first] = waiting.keys()
    if (first !== undefined) answer(first, [{ path: '', message }], false)
    for (const { request } of waiting.values()) post(request)
    watch()
  }

  function post(request: SchemaRequest): void {
    worker ??= start()
    worker.port.postMessage(request)
  }

  return (schema, value) =>
    new Promise((resolve) => {
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

const tooLong = 'The check of the schema took too long. Look for a "pattern" that can match in very many ways.'
