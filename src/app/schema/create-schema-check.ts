import type { Clock, JsonSchema, SchemaCheck } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { SchemaRequest } from './schema.worker'

/** A check that takes longer hangs in one of the schema's patterns. In milliseconds, the start of the worker included. */
const patienceMs = 3_000

/** So many answers are kept: most saves change neither the schema nor the config. */
const maxKept = 200

export interface BrowserSchemaCheck extends SchemaCheck {
  /** Keeps that this schema accepts this value, which was found out when the site was built. */
  prime(schema: JsonSchema, value: unknown): void
}

/** Checks in a worker, which is made at the first check and ended when one hangs. */
export function createSchemaCheck(clock: Clock): BrowserSchemaCheck {
  const known = new Map<string, readonly ConfigProblem[]>()
  const waiting = new Map<number, (problems: readonly ConfigProblem[], checked: boolean) => void>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(new URL('./schema.worker.ts', import.meta.url), { type: 'module' })
    started.onmessage = ({ data }: MessageEvent<{ id: number; problems: readonly ConfigProblem[] }>) =>
      waiting.get(data.id)?.(data.problems, true)
    started.onerror = () => stop('The check could not be started. Reload the page.')
    return started
  }

  /** Ends the worker, and answers all who wait for it. */
  function stop(message: string): void {
    worker?.terminate()
    worker = null
    for (const answer of [...waiting.values()]) answer([{ path: '', message }], false)
  }

  function keep(content: string, problems: readonly ConfigProblem[]): void {
    known.set(content, problems)
    const [oldest] = known.keys()
    if (known.size > maxKept && oldest !== undefined) known.delete(oldest)
  }

  return {
    prime: (schema, value) => keep(contentOf(schema, value), []),
    async check(schema, value) {
      const content = contentOf(schema, value)
      return known.get(content) ?? ask({ id: ++lastId, schema, value }, content)
    },
  }

  function ask(request: SchemaRequest, content: string): Promise<readonly ConfigProblem[]> {
    return new Promise((resolve) => {
      const cancel = clock.after(patienceMs, () =>
        stop('The check of the schema took too long. Look for a "pattern" that can match in very many ways.'),
      )
      waiting.set(request.id, (problems, checked) => {
        waiting.delete(request.id)
        cancel()
        if (checked) keep(content, problems)
        resolve(problems)
      })
      worker ??= start()
      worker.postMessage(request)
    })
  }
}

function contentOf(schema: JsonSchema, value: unknown): string {
  return JSON.stringify([schema, value])
}
