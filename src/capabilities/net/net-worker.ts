import type { NetRequest } from '../../kernel/host-port'
import { fail, ok, type Result } from '../../kernel/result'
import type { FromNetWorker, NetAnswer, NetProblem, ToNetWorker } from './protocol'

/** The worker that makes requests: started with the first, and again after one in which it failed. */
export interface NetWorker {
  /** Never rejects. An abort settles it with `no-answer`. */
  fetch(request: NetRequest, maxBytes: number, signal: AbortSignal): Promise<Result<NetAnswer, NetProblem>>
  dispose(): void
}

export function createNetWorker(): NetWorker {
  const waiting = new Map<number, (result: Result<NetAnswer, NetProblem>) => void>()
  let worker: Worker | null = null
  let lastId = 0

  function end(): void {
    worker?.terminate()
    worker = null
    const left = [...waiting.values()]
    waiting.clear()
    for (const settle of left) settle(fail('no-answer'))
  }

  function start(): Worker {
    const started = new Worker(new URL('./net.worker.ts', import.meta.url), { type: 'module', name: 'net' })
    started.onmessage = ({ data }: MessageEvent<FromNetWorker>) => {
      waiting.get(data.id)?.(data.ok ? ok(data.answer) : fail(data.problem))
      waiting.delete(data.id)
    }
    started.onerror = end
    return started
  }

  function tell(message: ToNetWorker): void {
    worker ??= start()
    worker.postMessage(message)
  }

  return {
    fetch: (request, maxBytes, signal) =>
      new Promise((resolve) => {
        const id = ++lastId
        const abort = () => tell({ type: 'abort', id })
        waiting.set(id, (result) => {
          signal.removeEventListener('abort', abort)
          resolve(result)
        })
        tell({ type: 'fetch', id, request, maxBytes })
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort)
      }),
    dispose: end,
  }
}
