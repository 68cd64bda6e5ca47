import type { Clock, JsonSchema, SchemaCheck } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { SchemaReply, SchemaRequest } from './schema.worker'

/** A check that takes longer hangs in one of the schema's patterns. In milliseconds. */
const patienceMs = 3_000
/** How long the worker may take to start, which says nothing of the schema. */
const startPatienceMs = 30_000

/** So many answers are kept: most saves change neither the schema nor the config. */
const maxKept = 200

export interface BrowserSchemaCheck extends SchemaCheck {
  /** Keeps that this schema accepts this value, which was found out when the site was built. */
  prime(schema: JsonSchema, value: unknown): void
}

interface Check {
  readonly request: SchemaRequest
  /** `checked` says that the problems are the schema's, and not those of the check itself. */
  readonly answer: (problems: readonly ConfigProblem[], checked: boolean) => void
}

/** Checks in a worker, which is made at the first check and ended when one hangs. */
export function createSchemaCheck(clock: Clock): BrowserSchemaCheck {
  const known = new Map<string, readonly ConfigProblem[]>()
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

  function keep(content: string, problems: readonly ConfigProblem[]): void {
    known.set(content, problems)
    const [oldest] = known.keys()
    if (known.size > maxKept && oldest !== undefined) known.delete(oldest)
  }

  function ask(request: SchemaRequest, content: string): Promise<readonly ConfigProblem[]> {
    return new Promise((resolve) => {
      waiting.set(request.id, {
        request,
        answer(problems, checked) {
          if (checked) keep(content, problems)
          resolve(problems)
        },
      })
      post(request)
      if (waiting.size === 1) watch()
    })
  }

  return {
    prime: (schema, value) => keep(contentOf(schema, value), []),
    async check(schema, value) {
      const content = contentOf(schema, value)
      return known.get(content) ?? ask({ id: ++lastId, schema, value }, content)
    },
  }
}

const tooLong = 'The check of the schema took too long. Look for a "pattern" that can match in very many ways.'

function contentOf(schema: JsonSchema, value: unknown): string {
  return JSON.stringify([schema, value])
}
