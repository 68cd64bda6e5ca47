import type { GuestFault, GuestFrame } from '../../../../src/kernel/guest-fault'
import type {
  GuestCall,
  GuestEvent,
  GuestExports,
  GuestMethod,
  GuestRequests,
  ItemFault,
  Realm,
  StreamParams,
} from '../../../../src/kernel/guest-port'
import type { HostAnswer, HostRequest } from '../../../../src/kernel/host-port'
import { fail, ok, type Result } from '../../../../src/kernel/result'
import { requestFailure } from '../../../../src/kernel/guest-error'
import type { AroundCall, CallContext, Context, Middleware, Plugin } from '../../../../src/sdk'
import {
  AskFailure,
  createMemoryAsks,
  createMemoryNext,
  nobodyAnswers,
  type MemoryAsks,
  type MemoryAsksOptions,
} from './memory-asks'

/** What a module's text stands for: a plugin, a middleware, or a factory that is called for each load. */
export type Program = Plugin | Middleware | ((ctx: Context) => Plugin | Promise<Plugin>)

/** A realm that runs its program in the test's own process. */
export interface MemoryRealm extends Realm {
  /** Not disposed, and not dead. */
  readonly alive: boolean
  /** Which generation was loaded into it; `null` before. */
  readonly generation: number | null
  readonly plugin: string | null
  /** What was asked of it, in order. */
  readonly requests: readonly GuestMethod[]
  /** Calls of execute that are inside the program now. */
  readonly running: number
  /** Ends as a worker does whose process is gone. */
  die(fault?: GuestFault): void
  /** Asks the host for something outside of any call, as a guest would that was tampered with. */
  ask(request: Pick<HostRequest, 'method' | 'params'>): ReturnType<HostAnswer>
  /** Tells the host something, as the guest would. */
  tell(event: GuestEvent): void
}

/** Thrown by a program to fail with exactly this fault, say with frames. */
export class ThrownFault extends Error {
  override readonly name = 'ThrownFault'
  constructor(readonly fault: GuestFault) {
    super(fault.message)
  }
}

const disposed: GuestFault = { code: 'CANCELLED', message: 'The generation was ended before it answered.' }
const workerGone: GuestFault = { code: 'CRASHED', message: 'The worker ended without a word.' }

type Answers = {
  readonly [Method in GuestMethod]: (
    params: GuestRequests[Method]['params'],
    call: { readonly id: number; readonly signal: AbortSignal },
  ) => Promise<GuestRequests[Method]['result']>
}

export interface MemoryRealmOptions {
  readonly id: number
  readonly programOf: (code: string) => Program
  readonly onGone: () => void
  /** The time by which a batch is cut short, in milliseconds. */
  readonly now: () => number
}

export function createMemoryRealm({ id, programOf, onGone, now }: MemoryRealmOptions): MemoryRealm {
  const listeners = new Set<(event: GuestEvent) => void>()
  const pending = new Map<number, (fault: GuestFault) => void>()
  const requests: GuestMethod[] = []
  const unloaded = new AbortController()
  const ended = new AbortController()
  let hostAnswer: HostAnswer = nobodyAnswers
  let loaded: { readonly plugin: Plugin | Middleware; readonly ctx: Context } | null = null
  let identity: { readonly plugin: string; readonly generation: number } | null = null
  let lastId = 0
  let running = 0
  let ending: GuestFault | null = null

  function tell(event: GuestEvent): void {
    if (ending === null || event.type === 'died') for (const listener of [...listeners]) listener(event)
  }

  function end(fault: GuestFault): void {
    ending = fault
    ended.abort()
    const unanswered = [...pending.values()]
    pending.clear()
    for (const cutOff of unanswered) cutOff(fault)
    onGone()
  }

  function plugin(): { readonly plugin: Plugin | Middleware; readonly ctx: Context } {
    if (!loaded) throw new Error('nothing is loaded')
    return loaded
  }

  /** For what a middleware is never asked. */
  function working(): Plugin {
    const { plugin: program } = plugin()
    if ('execute' in program) return program
    throw new Error('this is a middleware')
  }

  /** For everything but `execute`. */
  const unbound = asksFor(null, new AbortController().signal, new AbortController().signal)

  function asksFor(call: number | null, aborted: AbortSignal, over: AbortSignal): MemoryAsks {
    return createMemoryAsks(asking(call, aborted, over))
  }

  function asking(call: number | null, aborted: AbortSignal, over: AbortSignal): MemoryAsksOptions {
    return { call, aborted, over, ended: ended.signal, answer: (asked) => hostAnswer(asked) }
  }

  /** Runs one call of the program in a context of its own. */
  async function within<Value>(
    call: { readonly id: number; readonly signal: AbortSignal },
    { config, stream }: StreamParams,
    work: (ctx: CallContext, asked: MemoryAsksOptions) => Value | Promise<Value>,
  ): Promise<Value> {
    const { ctx } = plugin()
    running++
    const over = new AbortController()
    try {
      const signal = AbortSignal.any([call.signal, ctx.signal])
      const members = { ...ctx, config: config ?? ctx.config, signal }
      const asked = asking(call.id, signal, over.signal)
      const own = contextOf(members, call.id, tell, createMemoryAsks(asked))
      return await work({ ...own, stream: stream ?? null }, asked)
    } finally {
      running--
      over.abort()
    }
  }

  const answers: Answers = {
    async load({ code, name, version, generation, config }) {
      identity = { plugin: name, generation }
      const ctx = contextOf({ name, version, generation, config, signal: unloaded.signal }, null, tell, unbound)
      const program = programOf(code)
      loaded = { plugin: typeof program === 'function' ? await program(ctx) : program, ctx }
      return exportsOf(loaded.plugin)
    },
    validateConfig: async ({ config }) => (await plugin().plugin.validateConfig?.(config)) ?? [],
    async init() {
      await plugin().plugin.init?.(plugin().ctx)
      return null
    },
    async restore({ state, from }) {
      await plugin().plugin.restore?.(state, from)
      return null
    },
    healthCheck: async () => (await plugin().plugin.healthCheck?.(plugin().ctx)) ?? { status: 'ok' },
    async execute({ input, ...params }, call) {
      const { plugin: program } = plugin()
      const output = await within(call, params, (ctx, asked) =>
        'execute' in program
          ? program.execute(input, ctx)
          : program.around(input as AroundCall, createMemoryNext(asked), ctx),
      )
      return { output, warnings: [] }
    },
    async executeBatch({ inputs, concurrency, budgetMs, ...params }, call) {
      const outputs: unknown[] = []
      const faults: ItemFault[] = []
      const since = now()
      let lastBegun = since
      let begun = 0
      await within(call, params, async (ctx) => {
        const serve = async () => {
          while (begun < inputs.length && (begun === 0 || (now() < since + budgetMs && !call.signal.aborted))) {
            const item = begun++
            lastBegun = now()
            outputs[item] = undefined
            try {
              outputs[item] = structuredClone(await working().execute(structuredClone(inputs[item]), ctx))
            } catch (error) {
              faults.push({ item, fault: toFault('executeBatch', error) })
            }
          }
        }
        await Promise.all(Array.from({ length: concurrency }, serve))
      })
      return { output: { outputs, faults, busyMs: now() - since, tailMs: now() - lastBegun }, warnings: [] }
    },
    flush: async (params, call) => ({
      output: await within(call, params, (ctx) => working().flush?.(ctx)),
      warnings: [],
    }),
    snapshot: async () => plugin().plugin.snapshot?.(),
    async shutdown() {
      unloaded.abort('unload')
      await plugin().plugin.shutdown?.(plugin().ctx)
      return { timers: 0, pendingCalls: running }
    },
  }

  function request<Method extends GuestMethod>(
    method: Method,
    params: GuestRequests[Method]['params'],
  ): GuestCall<Method> {
    const callId = ++lastId
    const aborting = new AbortController()
    requests.push(method)
    const settled = new Promise<Result<GuestRequests[Method]['result'], GuestFault>>((resolve) => {
      if (ending !== null) return resolve(fail(ending))
      pending.set(callId, (fault) => resolve(fail(fault)))
      const answered = (result: Result<GuestRequests[Method]['result'], GuestFault>) => {
        if (pending.delete(callId)) resolve(result)
      }
      void Promise.resolve()
        .then(() => answers[method](params, { id: callId, signal: aborting.signal }))
        .then(
          (value) => answered(ok(value)),
          (error: unknown) => answered(fail(toFault(method, error))),
        )
    })
    return { id: callId, settled, abort: (reason) => aborting.abort(reason) }
  }

  return {
    id,
    request,
    ask: (asked) => hostAnswer({ ...asked, call: null, signal: ended.signal }),
    tell,
    requests,
    get alive() {
      return ending === null
    },
    get generation() {
      return identity?.generation ?? null
    },
    get plugin() {
      return identity?.plugin ?? null
    },
    get running() {
      return running
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    serve(answer) {
      hostAnswer = answer
    },
    die(fault = workerGone) {
      if (ending !== null) return
      end(fault)
      tell({ type: 'died', fault })
    },
    dispose() {
      if (ending !== null) return
      listeners.clear()
      end(disposed)
    },
  }
}

/** A place in the module, for faults and log lines. */
export function frameAt(line: number, column: number): GuestFrame {
  return { functionName: 'execute', line, column }
}

function toFault(method: GuestMethod, error: unknown): GuestFault {
  if (error instanceof ThrownFault) return error.fault
  // As the guest does: a refusal that the program does not catch stays one.
  if (error instanceof AskFailure && error.code === 'PERMISSION') {
    const { code, message, hint } = error
    return { code, message, ...(hint === undefined ? {} : { hint }) }
  }
  const passes = error instanceof AskFailure ? error.passes : undefined
  return {
    code: requestFailure[method].code,
    message: error instanceof Error ? error.message : String(error),
    ...(passes !== undefined && { passes }),
    ...(error instanceof Error && 'retryable' in error && error.retryable === true && { retryable: true }),
  }
}

function exportsOf(plugin: Plugin | Middleware): GuestExports {
  const has = (member: keyof GuestExports) => typeof Reflect.get(plugin, member) === 'function'
  return {
    init: has('init'),
    shutdown: has('shutdown'),
    validateConfig: has('validateConfig'),
    healthCheck: has('healthCheck'),
    snapshot: has('snapshot'),
    restore: has('restore'),
    flush: has('flush'),
  }
}

function contextOf(
  members: Pick<Context, 'name' | 'version' | 'generation' | 'signal'> & { readonly config: unknown },
  call: number | null,
  tell: (event: GuestEvent) => void,
  asks: MemoryAsks,
): Context {
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (text: unknown) =>
    tell({ type: 'log', call, level, values: [{ kind: 'text', text: String(text) }], frame: frameAt(1, 1), at: 0 })
  const metric = (kind: 'count' | 'gauge' | 'observe') => (name: string, value: number) =>
    tell({ type: 'metric', kind, name, value })
  const count = metric('count')
  return {
    ...members,
    config: { ...(members.config as Record<string, unknown>) },
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    metrics: { count: (name, by = 1) => count(name, by), gauge: metric('gauge'), observe: metric('observe') },
    ...asks,
  }
}
