/**
 * QuickJS with the guest inside it, seen from the worker: messages go in and come out as the guest's own port would
 * carry them.
 */
import { JSException, type JSValueHandle, QuickJS } from 'quickjs-wasi'
import type { GuestMessage, HostMessage, LimitsMessage, WireFault } from '../protocol'
import type { Bridge, Handlers } from './bridge'
import { createDeadlines } from './deadlines'
import { decode } from './decode'
import { encode } from './encode'
import { expose, exposeServe, type HandlerHandles } from './expose'
import { brokeDown, explain, interrupted, interruptedAlong, outOfMemory, refusedInput } from './faults'
import { setMemoryLimit } from './memory-limit'
import { createOwners } from './owners'
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

/**
 * Where QuickJS refuses to call any deeper, by its own measure: at about 800 plain calls. What runs it has a stack as well,
 * and gives up with no way back, which ends the realm. With this much only built-ins that nest without calling anything
 * come so far (`JSON.parse` of many thousand brackets); with a third of it none would, and no plugin could recurse.
 */
const stackBytes = 192 * 1024

/** Each beginning of the work inside QuickJS: a message, a timer. */
export async function startMachine({ engine, script, post, close }: MachineOptions): Promise<Machine> {
  const deadlines = createDeadlines(() => performance.now())
  const rejections = createRejections()
  const timers = createTimers((id, owner) => turn(owner, () => tell('fire', vm.newNumber(id))))
  const owners = createOwners()
  const modules = new Map<string, string>()
  let handlers: HandlerHandles | null = null
  let memoryBytes = Infinity
  let isOver = false
  /** In whose name QuickJS works now: a call's, as far as one can know, or the guest's own. */
  let owner: number | 'guest' | null = null
  /** Where the plugin was when it was interrupted. */
  let interruption: { readonly stack: string | null } | null = null
  let isAsking = false

  const vm = await QuickJS.create({
    wasm: engine,
    maxStackSize: stackBytes,
    interruptHandler: mustStop,
    onUnhandledRejection: rejections.note,
    moduleLoader: { normalize: (_importer, name) => name, load: moduleText },
  })
  const bridge: Omit<Bridge, 'serve'> = {
    ...createPlatform(),
    post: (text, ...buffers) => send({ text, buffers }),
    setTimer: (id, ms, repeats) => timers.set(id, ms, repeats, owner === 'guest' ? null : owner),
    clearTimer: timers.clear,
    provide: (url, code) => void modules.set(url, code),
    close,
  }
  const exposed = expose(vm, bridge)
  exposeServe(vm, exposed, (given) => (handlers = given))
  const main = vm.evalCode(`(function (BRIDGE) {${script}\n})`, 'hotplug:guest')
  vm.callFunction(main, vm.undefined, exposed).dispose()
  main.dispose()
  exposed.dispose()
  const baseBytes = vm.getMemoryUsage().mallocSize

  function moduleText(name: string): string {
    const code = modules.get(name)
    if (code !== undefined) return code
    const error = new TypeError(`There is no module '${name}' here`)
    // The worker's own lines are no help to a plugin.
    error.stack = ''
    throw error
  }

  function mustStop(): boolean {
    if (isAsking || owner === 'guest' || !deadlines.isOver(owner)) return isAsking
    isAsking = true
    interruption ??= { stack: stackNow() }
    isAsking = false
    return true
  }

  function stackNow(): string | null {
    try {
      return vm.evalCode('new Error().stack', 'hotplug:interrupt').consume((stack) => stack.toString())
    } catch {
      return null
    }
  }

  function send(encoded: { text: string; buffers: readonly ArrayBuffer[] }): void {
    const message = decode(encoded) as GuestMessage
    owners.sent(message)
    if (message.type === 'answer') deadlines.end(message.id)
    else if (message.type === 'answers') for (const { id } of message.answers) deadlines.end(id)
    if (message.type === 'answer') post(explain(message))
    else if (message.type === 'answers') post({ ...message, answers: message.answers.map(explain) })
    else post(message)
    if (message.type === 'answer' && !message.ok && message.fault.code === 'MEMORY') end(outOfMemory(memoryBytes))
  }

  function tell(name: keyof Handlers, ...args: JSValueHandle[]): void {
    try {
      const handler = handlers?.[name]
      if (handler !== undefined) vm.callFunction(handler, vm.undefined, ...args).dispose()
    } finally {
      for (const arg of args) arg.dispose()
    }
  }

  /** Work inside QuickJS in the name of a call, and all that follows from it. */
  function turn(call: number | null, work: () => void): void {
    owner = call
    attempt(work)
    finishJobs()
    if (interruption !== null) {
      // What was cut off may go round in a circle, or hang on a job that was still to come.
      attempt(() => vm.runGC())
      answerLost(interruption.stack)
      interruption = null
      finishJobs()
    }
    if (!isOver) for (const reason of rejections.take()) attempt(() => tell('rejected', reason))
  }

  function finishJobs(): void {
    while (!attempt(() => vm.executePendingJobs()));
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
    if (interruption !== null) answerLost(interruption.stack)
  }

  /** Which calls were cut off shows by what is left of them: those that nobody can answer any more are answered here. */
  function answerLost(stack: string | null): void {
    const before = owner
    owner = 'guest'
    attempt(() => {
      for (const id of lostCalls()) {
        const ended = deadlines.end(id)
        const fault = ended?.isOver === true ? interrupted(ended.withinMs, stack) : interruptedAlong(stack)
        post({ type: 'answer', id, ok: false, fault, telemetry: null })
      }
    })
    owner = before
  }

  function lostCalls(): readonly number[] {
    if (handlers === null) return []
    const ids = vm.callFunction(handlers.giveUpLost, vm.undefined).consume((text) => text.toString())
    return JSON.parse(ids) as number[]
  }

  function end(fault: WireFault): void {
    if (isOver) return
    isOver = true
    timers.clearAll()
    post({ type: 'ended', fault })
  }

  /** A text inside QuickJS. */
  function text(value: string): JSValueHandle {
    const handle = vm.newString(value)
    if (!handle.isString) throw new Error('out of memory')
    return handle
  }

  function deliver(message: HostMessage): void {
    const { text: written, buffers } = encode(message, readBlob)
    turn(owners.of(message), () =>
      tell('receive', text(written), ...buffers.map((buffer) => vm.newArrayBuffer(buffer))),
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
        setMemoryLimit(vm, baseBytes + memoryBytes)
      } else if (message.type === 'request') request(message)
      else if (message.type === 'requests') message.requests.forEach(request)
      else {
        if (message.type === 'abort') deadlines.lift(message.id)
        deliver(message)
      }
    },
  }
}
