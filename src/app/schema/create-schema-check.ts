import type { Clock, SchemaCheck } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { SchemaRequest } from './schema.worker'

/** A check that takes longer hangs in one of the schema's patterns. In milliseconds, the start of the worker included. */
const patienceMs = 3_000

/** Checks in a worker, which is made at the first check and ended when one hangs. */
export function createSchemaCheck(clock: Clock): SchemaCheck {
  const waiting = new Map<number, (problems: readonly ConfigProblem[]) => void>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(new URL('./schema.worker.ts', import.meta.url), { type: 'module' })
    started.onmessage = ({ data }: MessageEvent<{ id: number; problems: readonly ConfigProblem[] }>) =>
      waiting.get(data.id)?.(data.problems)
    started.onerror = () => stop('The check could not be started. Reload the page.')
    return started
  }

  /** Ends the worker, and answers all who wait for it. */
  function stop(message: string): void {
    worker?.terminate()
    worker = null
    for (const answer of [...waiting.values()]) answer([{ path: '', message }])
  }

  return {
    check: (schema, value) =>
      new Promise((resolve) => {
        const request: SchemaRequest = { id: ++lastId, schema, value }
        const cancel = clock.after(patienceMs, () =>
          stop('The check of the schema took too long. Look for a "pattern" that can match in very many ways.'),
        )
        waiting.set(request.id, (problems) => {
          waiting.delete(request.id)
          cancel()
          resolve(problems)
        })
        worker ??= start()
        worker.postMessage(request)
      }),
  }
}
