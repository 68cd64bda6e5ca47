/**
 * QuickJS with the guest inside it, seen from the worker: messages go in and come out as the guest's own port would
 * carry them.
 */
import { JSException, type JSValueHandle } from 'quickjs-wasi'
import type { GuestMessage, HostMessage, LimitsMessage, WireFault } from '../protocol'
import type { Handlers } from './bridge'
import { createDeadlines } from './deadlines'
import { decode } from './decode'
import { encode } from './encode'
import { startEngine } from './engine'
import { brokeDown, explain, outOfMemory, refusedInput } from './faults'
import { createInterruptions } from './interruptions'
import { answerLost } from './lost-calls'
import { setMemoryLimit } from './memory-limit'
import { createCallers } from './callers'
import { createPlatform } from './platform'
import { readBlob } from './read-blob'
import { createRejections } from './rejections'
import { createTimers } from './timers'

export interface MachineOptions {
  /** QuickJS as wasm. */
  readonly engine: BufferSource
  /** The guest's bundle, as the body of a function of `BRIDGE`. */
  readonly script: string
  readonly post: (message: GuestMessage) => void
  /** Ends the worker. */
  readonly close: () => void
}

export interface Machine {
  receive(message: HostMessage | LimitsMessage): void
}

export async function startMachine({ engine: wasm, script, post, close }: MachineOptions): Promise<Machine> {
  const deadlines = createDeadlines(() => performance.now())
  const rejections = createRejections()
  const timers = createTimers((id, caller) => turn(caller, () => tell('fire', engine.vm.newNumber(id))))
  const callers = createCallers()
  const interruptions = createInterruptions(() => caller !== 'guest' && deadlines.isOver(caller))
  let memoryBytes = Infinity
  let isOver = false
  /** In whose name QuickJS works now: a call's, as far as one can know, or the guest's own. */
  let caller: number | 'guest' | null = null

  const engine = await startEngine({
    ...{ wasm, script, onUnhandledRejection: rejections.note, mustStop: interruptions.mustStop },
    bridge: {
      ...createPlatform(),
      post: (text, ...buffers) => send({ text, buffers }),
      setTimer: (id, ms, repeats) => timers.set(id, ms, repeats, caller === 'guest' ? null : caller),
      clearTimer: timers.clear,
      close,
    },
  })

  function send(encoded: { text: string; buffers: readonly ArrayBuffer[] }): void {
    const message = decode(encoded) as GuestMessage
    callers.sent(message)
    if (message.type === 'answer') deadlines.end(message.id)
    else if (message.type === 'answers') for (const { id } of message.answers) deadlines.end(id)
    if (message.type === 'answer') post(explain(message))
    else if (message.type === 'answers') post({ ...message, answers: message.answers.map(explain) })
    else post(message)
    if (message.type === 'answer' && !message.ok && message.fault.code === 'MEMORY') end(outOfMemory(memoryBytes))
  }

  function tell(name: keyof Handlers, ...args: JSValueHandle[]): void {
    engine.call(name, ...args)?.dispose()
  }

  /** Each beginning of the work inside QuickJS, a message or a timer, in the name of a call; and all that follows from it. */
  function turn(call: number | null, work: () => void): void {
    caller = call
    attempt(work)
    finishJobs()
    if (interruptions.unsettled !== null) {
      // What was cut off may go round in a circle, or hang on a job that was still to come.
      attempt(() => engine.vm.runGC())
      settleLost()
      interruptions.settle()
      finishJobs()
    }
    if (!isOver) for (const reason of rejections.take()) attempt(() => tell('rejected', reason))
  }

  function finishJobs(): void {
    while (!attempt(() => engine.vm.executePendingJobs()));
  }

  /** `false` says that it was cut short, and there may be more to do. */
  function attempt(work: () => void): boolean {
    if (isOver) return true
    try {
      work()
      return true
    } catch (error) {
      failed(error)
      return false
    }
  }

  function failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    const isOfQuickJS = error instanceof JSException || message.startsWith('Job execution error: ')
    if (error instanceof JSException) error.dispose()
    if (message.includes('out of memory')) return end(outOfMemory(memoryBytes))
    if (!isOfQuickJS) return end(brokeDown(message))
    settleLost()
  }

  /** In the guest's own name: it is past the deadline of whose call was cut off. */
  function settleLost(): void {
    const { unsettled } = interruptions
    if (unsettled === null) return
    const before = caller
    caller = 'guest'
    attempt(() => {
      for (const answer of answerLost(engine, deadlines, unsettled)) post(answer)
    })
    caller = before
  }

  function end(fault: WireFault): void {
    if (isOver) return
    isOver = true
    timers.clearAll()
    post({ type: 'ended', fault })
  }

  function deliver(message: HostMessage): void {
    const { text: written, buffers } = encode(message, readBlob)
    turn(callers.of(message), () =>
      tell('receive', engine.text(written), ...buffers.map((buffer) => engine.vm.newArrayBuffer(buffer))),
    )
  }

  function request(message: HostMessage & { type: 'request' }): void {
    const withinMs = 'withinMs' in message.params ? message.params.withinMs : undefined
    deadlines.begin(message.id, withinMs ?? Infinity)
    try {
      deliver(message)
    } catch (error) {
      deadlines.end(message.id)
      post({ type: 'answer', id: message.id, ok: false, fault: refusedInput(error), telemetry: null })
    }
  }

  return {
    receive(message) {
      if (isOver) return
      if (message.type === 'limits') {
        memoryBytes = message.memoryBytes
        setMemoryLimit(engine.vm, engine.baseBytes + memoryBytes)
      } else if (message.type === 'request') request(message)
      else if (message.type === 'requests') message.requests.forEach(request)
      else {
        if (message.type === 'abort') deadlines.lift(message.id)
        deliver(message)
      }
    },
  }
}
