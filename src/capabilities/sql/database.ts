import type { Clock } from '../../kernel/ports'
import { fail, type Result } from '../../kernel/result'
import { takenBack } from '../../kernel/taken-back'
import type { SqlResult } from '../../sdk'
import { cancelled, closed, type SqlFailure } from './failures'
import type { SqlLimits } from './limits'
import type { Engine, FromWorker, Statement, ToWorker } from './protocol'

/** The database of one owner: its worker, started when it is asked something, and what waits for an answer. */
export interface Database {
  readonly isBusy: boolean
  /** Resolves when it is open, or could not be opened. */
  open(): Promise<void>
  /** Runs a statement when its turn comes. Never rejects. */
  run(statement: Statement, signal: AbortSignal): Promise<Result<SqlResult, SqlFailure>>
  /** Ends the worker. What was answered is stored; what still waits fails. */
  close(): void
}

export interface DatabaseOptions {
  /** In IndexedDB, and of its lock. */
  readonly name: string
  readonly clock: Clock
  readonly limits: SqlLimits
  readonly createWorker: () => Worker
  /** PostgreSQL as some database's worker has loaded it already; for all of them. */
  readonly engine: { loaded: Engine | null }
  readonly onIdle: () => void
}

interface Job {
  readonly statement: Statement
  readonly settle: (result: Result<SqlResult, SqlFailure>) => void
}

export function createDatabase(options: DatabaseOptions): Database {
  const { name, clock, limits, createWorker, engine, onIdle } = options
  const waiting = new Set<Job>()
  let active: { readonly id: number; readonly job: Job } | null = null
  let worker: Worker | null = null
  let isOpen = false
  const openers = new Set<() => void>()
  let lastId = 0
  let stopClock: () => void = () => undefined

  function start(): void {
    const started = createWorker()
    worker = started
    // One that spins goes on for a while after its end, and may still tell something.
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (worker === started) hear(data)
    }
    started.onerror = (event) => {
      event.preventDefault()
      if (worker === started) breakDown(notStarted(event.message))
    }
    stopClock = clock.after(limits.openMs, () => breakDown(notStarted(`not within ${limits.openMs / 1000} s`)))
    send({ type: 'open', database: name, engine: engine.loaded, limits })
  }

  function send(message: ToWorker): void {
    worker?.postMessage(message)
  }

  function hear(message: FromWorker): void {
    switch (message.type) {
      case 'loaded':
        engine.loaded = message.engine
        return
      case 'opened':
        isOpen = true
        stopClock()
        settleOpeners()
        return pump()
      case 'done':
        if (active?.id === message.job) finish(message.result)
        return
      default:
        breakDown(message.failure)
    }
  }

  function pump(): void {
    if (active !== null) return
    const [job] = waiting
    if (job === undefined) return onIdle()
    if (worker === null) return start()
    if (!isOpen) return
    waiting.delete(job)
    active = { id: ++lastId, job }
    stopClock = clock.after(limits.statementMs, () => breakDown(tooLong(limits)))
    send({ type: 'run', job: active.id, ...job.statement })
  }

  function finish(result: Result<SqlResult, SqlFailure>): void {
    stopClock()
    const ended = active
    active = null
    ended?.job.settle(result)
    pump()
  }

  /** Ends the worker over the statement that it was at; those that wait are asked of the next one. */
  function breakDown(failure: SqlFailure): void {
    const wasOpen = isOpen
    end()
    if (wasOpen) return finish(fail(failure))
    settleWaiting(failure)
    onIdle()
  }

  function end(): void {
    stopClock()
    worker?.terminate()
    worker = null
    isOpen = false
    settleOpeners()
  }

  function settleOpeners(): void {
    for (const settle of openers) settle()
    openers.clear()
  }

  function settleWaiting(failure: SqlFailure): void {
    for (const job of [...waiting]) {
      waiting.delete(job)
      job.settle(fail(failure))
    }
  }

  return {
    get isBusy() {
      return active !== null || waiting.size > 0 || openers.size > 0
    },
    open() {
      if (isOpen) return Promise.resolve()
      if (worker === null) start()
      return new Promise((resolve) => openers.add(resolve))
    },
    run(statement, signal) {
      if (signal.aborted) return Promise.resolve(fail(cancelled))
      if (waiting.size >= limits.waiting) return Promise.resolve(fail(tooMany(limits)))
      return new Promise((resolve) => {
        const job: Job = {
          statement,
          settle(result) {
            signal.removeEventListener('abort', giveUp)
            resolve(result)
          },
        }
        const giveUp = (): void => {
          if (active?.job === job && signal.reason === takenBack) return breakDown(cancelled)
          // Else one that is under way goes on: to end it would cost the next one a start.
          waiting.delete(job)
          resolve(fail(cancelled))
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.add(job)
        pump()
      })
    },
    close() {
      end()
      const ended = active
      active = null
      ended?.job.settle(fail(closed))
      settleWaiting(closed)
    },
  }
}

function notStarted(reason: string): SqlFailure {
  return {
    kind: 'unavailable',
    message: `PostgreSQL could not be started (${reason || 'its worker could not be loaded'}). Check the connection, then try again.`,
  }
}

function tooLong({ statementMs }: SqlLimits): SqlFailure {
  return {
    kind: 'time',
    message: `The statement took longer than ${statementMs / 1000} s and was stopped. Nothing of it was kept; let it look at less.`,
  }
}

function tooMany({ waiting }: SqlLimits): SqlFailure {
  return { kind: 'busy', message: `${waiting} statements wait already. Wait for some before sending more.` }
}
