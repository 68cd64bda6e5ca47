import type { GuestFault } from '../../../../src/kernel/guest-fault'
import type { HostAnswer, HostMethod, HostRequests } from '../../../../src/kernel/host-port'
import { fail, ok, type Result } from '../../../../src/kernel/result'
import type { Context, Next } from '../../../../src/sdk'

export const nobodyAnswers: HostAnswer = async ({ method }) =>
  fail({ code: 'INTERNAL', message: `Nobody answers ${method} here.` })

const tooLate: GuestFault = { code: 'CANCELLED', message: 'The call that asks has ended.' }

export interface MemoryAsksOptions {
  /** The id of the call whose context this is; `null` for that of the generation. */
  readonly call: number | null
  /** The call's own `ctx.signal`. */
  readonly aborted: AbortSignal
  /** Aborted when the call has ended. */
  readonly over: AbortSignal
  /** Aborted when the realm has ended: nothing settles any more. */
  readonly ended: AbortSignal
  readonly answer: HostAnswer
}

/** The members of a context that ask the host. */
export type MemoryAsks = Pick<Context, 'plugins' | 'storage' | 'sql' | 'net' | 'clock' | 'random' | 'secrets'>

/** A failure of the host, as a program meets it that runs in the test's own process. */
export class AskFailure extends Error {
  readonly code: GuestFault['code']
  readonly hint: string | undefined
  /** Which failure of `next` it tells of. */
  readonly passes: number | undefined
  readonly retryable: true | undefined
  constructor(method: HostMethod, { code, message, hint, passes, retryable }: GuestFault) {
    super(message)
    this.name = method === 'plugins.call' || method === 'call.next' ? 'PluginCallError' : 'CapabilityError'
    this.code = code
    this.hint = hint
    this.passes = passes
    this.retryable = retryable
  }
}

/** What a program that runs in the test's own process asks the host with. */
export function createMemoryAsks(options: MemoryAsksOptions): MemoryAsks {
  const ask = askWith(options)
  return {
    plugins: {
      call: <Output>(plugin: string, input: unknown) => ask('plugins.call', { plugin, input }) as Promise<Output>,
    },
    storage: {
      get: <Value>(key: string) => ask('storage.get', { key }) as Promise<Value | undefined>,
      set: (key, value) => ask('storage.set', { key, value }),
      delete: (key) => ask('storage.delete', { key }),
      keys: async (prefix = '') => [...(await ask('storage.keys', { prefix }))],
    },
    sql: {
      async query(text, params = []) {
        const { rows, ...result } = await ask('sql.query', { text, params })
        return { ...result, rows: rows as readonly never[] }
      },
    },
    net: {
      async fetch(url, { method = 'GET', headers = {}, body = null } = {}) {
        const answer = await ask('net.fetch', { url, method, headers, body })
        const text = async () => new TextDecoder().decode(answer.body)
        return { ...answer, text, json: async () => JSON.parse(await text()) as never, bytes: async () => answer.body }
      },
    },
    clock: { now: () => ask('clock.now', {}) },
    random: { next: () => ask('random.next', {}) },
    secrets: { get: (name) => ask('secrets.get', { name }) },
  }
}

/** `next` of a middleware that runs in the test's own process. */
export function createMemoryNext(options: MemoryAsksOptions): Next {
  const ask = askWith(options)
  return (input) => ask('call.next', { input })
}

type Ask = <Method extends HostMethod>(
  method: Method,
  params: HostRequests[Method]['params'],
) => Promise<HostRequests[Method]['result']>

function askWith({ call, aborted, over, ended, answer }: MemoryAsksOptions): Ask {
  return (method, params) =>
    new Promise((resolve, reject) => {
      const settled = new AbortController()
      const once = { signal: settled.signal }
      const refuse = (fault: GuestFault) => reject(new AskFailure(method, fault))
      if (ended.aborted) return
      if (aborted.aborted) return reject(aborted.reason as Error)
      if (over.aborted) return refuse(tooLate)
      aborted.addEventListener('abort', () => reject(aborted.reason as Error), once)
      over.addEventListener('abort', () => refuse(tooLate), once)
      const signal = AbortSignal.any([aborted, over, ended])
      const copied = copyOf<Record<string, unknown>>(params)
      if (!copied.ok) return refuse(copied.error)
      void answer({ method, params: copied.value, call, signal }).then((result) => {
        settled.abort()
        if (ended.aborted) return
        if (result.ok) resolve(structuredClone(result.value))
        else refuse(result.error)
      })
    })
}

function copyOf<Value>(value: Value): Result<Value, GuestFault> {
  try {
    return ok(structuredClone(value))
  } catch (error) {
    return fail({ code: 'CLONE', message: String(error) })
  }
}
