import { fail, ok, type Result } from '../kernel/result'
import { practicePlugin } from './practice'
import type { Answer, FileEntry, FromWorker, ToWorker } from './protocol'

/** How far the compiler's start is. `loaded` and `total` are bytes of wasm, unpacked. */
export interface CompilerProgress {
  readonly phase: 'download' | 'start' | 'ready' | 'failed'
  readonly loaded: number
  readonly total: number
  readonly error?: string
}

/** Why the compiler could not answer, and what a person can do. */
export interface Outage {
  readonly message: string
  readonly hint: string
}

/** The worker with esbuild in it: started when first needed, replaced when it goes down. */
export interface EsbuildWorker {
  /** Starts it if it is not up. Does nothing while it is. */
  start(): void
  /** Settles with an outage where esbuild cannot be started or went down over this job. Never rejects. */
  compile(plugin: string, main: string, files: ReadonlyMap<string, string>): Promise<Result<Answer, Outage>>
  /** The same for a source map; compiles that wait go first. */
  map(main: string, files: ReadonlyMap<string, string>): Promise<Result<Answer, Outage>>
  dispose(): void
}

export interface EsbuildWorkerOptions {
  readonly createWorker: () => Worker
  readonly wasmUrl: string
  readonly onProgress: (progress: CompilerProgress) => void
  /** After so many milliseconds over one job the worker is given up. */
  readonly stallMs: number
  /** How many plugins keep what esbuild knows of them. */
  readonly maxPlugins: number
}

interface Job {
  readonly kind: 'compile' | 'map' | 'warm'
  /** Made only when the job's turn comes, since it depends on what the worker has by then. */
  readonly message: (id: number) => ToWorker
  readonly settle: (result: Result<Answer, Outage>) => void
}

/** What goes first: a save waits for a compile, a position for a map, and nobody for practice. */
const order: readonly Job['kind'][] = ['compile', 'map', 'warm']

/** After about so many the time of a compile no longer falls. */
const practiceRounds = 8
const practicePauseMs = 100

type Phase = 'idle' | 'starting' | 'up'

export function createEsbuildWorker(options: EsbuildWorkerOptions): EsbuildWorker {
  const { createWorker, wasmUrl, onProgress, stallMs, maxPlugins } = options
  let worker: Worker | null = null
  let phase: Phase = 'idle'
  let module: WebAssembly.Module | null = null
  let progress: CompilerProgress = { phase: 'download', loaded: 0, total: 0 }
  let lastId = 0
  let active: { id: number; job: Job; stopWatching: () => void } | null = null
  let disposed = false
  const queue: Job[] = []
  /** What the worker has of each plugin; the one used last stands last. */
  const sent = new Map<string, Map<string, string>>()

  function report(next: Partial<CompilerProgress>): void {
    progress = { phase: progress.phase, loaded: progress.loaded, total: progress.total, ...next }
    onProgress(progress)
  }

  function start(): void {
    if (phase !== 'idle' || disposed) return
    phase = 'starting'
    report({ phase: module === null ? 'download' : 'start' })
    const made = createWorker()
    worker = made
    made.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (worker === made) hear(data)
    }
    made.onerror = (event) => {
      event.preventDefault()
      // A module worker that cannot be fetched tells nothing but an empty error.
      if (worker === made) goDown(event.message || 'its worker could not be loaded')
    }
    send({ type: 'start', wasm: module ?? wasmUrl })
  }

  function hear(message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        return report({ phase: 'download', loaded: message.loaded, total: message.total })
      case 'downloaded':
        module = message.module
        return report({ phase: 'start', loaded: progress.total })
      case 'ready':
        phase = 'up'
        return practise(practiceRounds)
      case 'done':
        if (active?.id === message.job) finish(ok(message.answer))
        return
      default:
        return goDown(message.error)
    }
  }

  function pump(): void {
    if (active !== null || queue.length === 0) return
    if (phase !== 'up') return start()
    queue.sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind))
    const job = queue.shift()
    if (job === undefined) return
    const id = ++lastId
    const watch = setTimeout(() => goDown(`it did not answer within ${stallMs} ms`), stallMs)
    active = { id, job, stopWatching: () => clearTimeout(watch) }
    send(job.message(id))
  }

  function finish(result: Result<Answer, Outage>): void {
    const ended = active
    active = null
    ended?.stopWatching()
    ended?.job.settle(result)
    if (result.ok && progress.phase !== 'ready') report({ phase: 'ready' })
    if (!disposed) pump()
  }

  /** Ends the worker. What it was at fails; what waits goes on in a new one, if this one had started at all. */
  function goDown(error: string): void {
    const started = phase === 'up'
    worker?.terminate()
    worker = null
    phase = 'idle'
    sent.clear()
    if (!started || progress.phase !== 'ready') report({ phase: 'failed', error })
    if (started) return finish(fail(wentDown(error)))
    for (const job of queue.splice(0)) job.settle(fail(notStarted(error)))
  }

  function send(message: ToWorker): void {
    worker?.postMessage(message)
  }

  function enqueue(kind: Job['kind'], message: Job['message']): Promise<Result<Answer, Outage>> {
    if (disposed) return Promise.resolve(fail(closed))
    return new Promise((settle) => {
      queue.push({ kind, message, settle })
      pump()
    })
  }

  /** One round at a time, with pauses, so that neither a compile nor the page that is still loading waits for it. */
  function practise(rounds: number): void {
    const practising = worker
    const settle = (result: Result<Answer, Outage>) => {
      if (rounds > 1 && result.ok) {
        setTimeout(() => worker === practising && practise(rounds - 1), practicePauseMs)
      } else if (worker === practising) {
        send({ type: 'forget', plugin: practicePlugin })
      }
    }
    queue.push({ kind: 'warm', message: (job) => ({ type: 'warm', job }), settle })
    pump()
  }

  return {
    start,
    compile: (plugin, main, files) =>
      enqueue('compile', (job) => ({ type: 'compile', job, plugin, main, ...differences(plugin, files) })),
    map: (main, files) => enqueue('map', (job) => ({ type: 'map', job, main, files: [...files] })),
    dispose() {
      disposed = true
      worker?.terminate()
      worker = null
      phase = 'idle'
      if (active !== null) finish(fail(closed))
      for (const job of queue.splice(0)) job.settle(fail(closed))
    },
  }

  function differences(
    plugin: string,
    files: ReadonlyMap<string, string>,
  ): { changed: FileEntry[]; removed: string[] } {
    const known = sent.get(plugin) ?? new Map<string, string>()
    sent.delete(plugin)
    sent.set(plugin, new Map(files))
    for (const [oldest] of sent) {
      if (sent.size <= maxPlugins) break
      sent.delete(oldest)
      send({ type: 'forget', plugin: oldest })
    }
    return {
      changed: [...files].filter(([path, text]) => known.get(path) !== text),
      removed: [...known.keys()].filter((path) => !files.has(path)),
    }
  }
}

const closed: Outage = { message: 'The compiler is closed.', hint: 'Reload the page to start it again.' }

export function notStarted(reason: string): Outage {
  return {
    message: `The compiler could not be started (${reason}).`,
    hint: 'This is not about your source. Check the connection, then save again: each save tries anew.',
  }
}

function wentDown(reason: string): Outage {
  return {
    message: `The compiler went down over this source (${reason}).`,
    hint: 'It is started again for the next save. Look for something nested very deeply, or very large.',
  }
}
