import type {
  Answer,
  GuestMessage,
  HostMessage,
  PluginErrorCode,
  PluginKind,
  RequestMessage,
  WireBatch,
} from '../protocol'
import { runBatch } from './batch'
import { checkSize } from './check-size'
import { type Call, type Contexts, createContexts } from './context'
import { createHostChannel } from './host-requests'
import { isFunction, isObject } from './kinds-of-value'
import { readConfigProblems, readHealth } from './own-reports'
import { bad, good, type Outcome } from './outcome'
import { createNext } from './next'
import { type ImportModule, loadPlugin, type LoadedPlugin } from './plugin-module'
import { apply, mapDelete, mapGet, mapSet, PrivateMap } from './primordials'
import { readOutput } from './read-output'
import { whenSettled } from './settle'
import type { TelemetryOut } from './telemetry'
import { liveTimers } from './timers'
import { toFault } from './to-fault'
import { uncloneablePart } from './uncloneable'

/** Objects that leave in one message would arrive as one where they are one here. */
function mayShareMessage(output: unknown): boolean {
  return !isObject(output) && !isFunction(output) && typeof output !== 'symbol'
}

/** Answers the host's requests with the plugin's own functions. */
export function createService(
  post: (message: GuestMessage) => void,
  telemetry: TelemetryOut,
  importModule: ImportModule,
  /** Told of each call what it ends with: as long as that is held, somebody may still answer. */
  hold: (id: number, end: object) => void = () => {},
) {
  let plugin: LoadedPlugin | null = null
  let contexts: Contexts | null = null
  let requested = false
  let kind: PluginKind = 'plugin'
  /** The call whose synchronous part runs now: its `console` lines are its own. */
  let current: number | null = null
  let running = 0
  const calls = new PrivateMap<number, Call>()
  const host = createHostChannel(post)
  /** The answers that go out together, while the calls of one message are begun. */
  let gathered: Answer[] | null = null

  function answer(id: number, code: PluginErrorCode, outcome: Outcome): void {
    const waiting = telemetry.take()
    if (outcome.fault !== null) {
      return post({ type: 'answer', id, ok: false, fault: outcome.fault, telemetry: waiting })
    }
    const { value } = outcome
    if (gathered !== null && waiting === null && isObject(value) && mayShareMessage(value['output'])) {
      gathered[gathered.length] = { type: 'answer', id, ok: true, value, telemetry: null }
      return
    }
    try {
      post({ type: 'answer', id, ok: true, value, telemetry: waiting })
    } catch {
      const output = isObject(outcome.value) && code === 'EXECUTE' ? outcome.value['output'] : outcome.value
      const fault = {
        code: code === 'EXECUTE' ? ('CLONE' as const) : code,
        message: `${uncloneablePart(output)}, which cannot leave the plugin.`,
      }
      post({ type: 'answer', id, ok: false, fault, telemetry: waiting })
    }
  }

  /** Runs the plugin's function and answers with what `finish` makes of its result. */
  function run(
    id: number,
    code: PluginErrorCode,
    work: () => unknown,
    finish: (value: unknown) => Outcome,
    ended?: () => void,
  ): void {
    const rejected = (error: unknown) => {
      ended?.()
      answer(id, code, bad(toFault(code, error)))
    }
    let result: unknown
    try {
      result = work()
    } catch (error) {
      return rejected(error)
    }
    whenSettled(
      result,
      (value) => {
        ended?.()
        let outcome: Outcome
        try {
          outcome = finish(value)
        } catch (error) {
          outcome = bad(toFault(code, error))
        }
        answer(id, code, outcome)
      },
      rejected,
    )
  }

  /** Calls a member of the plugin that it need not have. */
  function member(name: string, args: readonly unknown[]): unknown {
    const method = plugin?.target[name]
    return isFunction(method) ? apply(method, plugin?.target, args) : undefined
  }

  /** Has the console lines of a call's synchronous part be its own. */
  function within(id: number, name: string, args: readonly unknown[]): unknown {
    current = id
    try {
      return member(name, args)
    } finally {
      current = null
    }
  }

  function begin(id: number, call: Call, ending: object): void {
    mapSet(calls, id, call)
    running++
    hold(id, ending)
  }

  function end(id: number): void {
    if (!mapDelete(calls, id)) return
    running--
    host.stop(id, 'ended')
  }

  function callMember(id: number, call: Call, name: string, args: readonly unknown[], maxBytes: number): void {
    const ended = () => end(id)
    begin(id, call, ended)
    run(
      id,
      'EXECUTE',
      () => within(id, name, args),
      (output) => readOutput(output, maxBytes),
      ended,
    )
  }

  function executeBatch({ id, params }: RequestMessage<'executeBatch'>, call: Call): void {
    const finish = (output: WireBatch['output']) => {
      end(id)
      answer(id, 'EXECUTE', good({ output, warnings: [] }))
    }
    begin(id, call, finish)
    runBatch(params, (input) => within(id, 'execute', [input, call.ctx]), call.isAborted, finish)
  }

  const done = () => good(null)

  function serveTogether(requests: readonly RequestMessage<'execute'>[]): void {
    gathered = []
    for (let index = 0; index < requests.length; index++) serve(requests[index] as RequestMessage)
    const answers = gathered
    gathered = null
    if (answers.length > 0) post({ type: 'answers', answers })
  }

  function serve(request: RequestMessage): void {
    const { id } = request
    if (request.method === 'load') return load(request as RequestMessage<'load'>)
    if (plugin === null || contexts === null) {
      return answer(id, 'INTERNAL', bad({ code: 'INTERNAL', message: `${request.method} came before load` }))
    }
    const { generation } = contexts
    switch (request.method) {
      case 'execute': {
        const { params } = request as RequestMessage<'execute'>
        const call = contexts.call(id, params)
        const { ctx, asker } = call
        if (kind === 'plugin') return callMember(id, call, 'execute', [params.input, ctx], params.maxBytes)
        return callMember(id, call, 'around', [params.input, createNext(host, asker), ctx], params.maxBytes)
      }
      case 'executeBatch': {
        const batch = request as RequestMessage<'executeBatch'>
        return executeBatch(batch, contexts.call(id, batch.params))
      }
      case 'flush': {
        const { params } = request as RequestMessage<'flush'>
        const call = contexts.call(id, params)
        return callMember(id, call, 'flush', [call.ctx], params.maxBytes)
      }
      case 'init':
        return run(id, 'INIT', () => member('init', [generation]), done)
      case 'validateConfig': {
        const { config } = (request as RequestMessage<'validateConfig'>).params
        return run(id, 'CONFIG', () => member('validateConfig', [config]), readConfigProblems)
      }
      case 'restore': {
        const { state, from } = (request as RequestMessage<'restore'>).params
        return run(id, 'STATE', () => member('restore', [state, from]), done)
      }
      case 'healthCheck':
        return run(id, 'HEALTH', () => member('healthCheck', [generation]), readHealth)
      case 'snapshot': {
        const { maxBytes } = (request as RequestMessage<'snapshot'>).params
        return run(
          id,
          'STATE',
          () => member('snapshot', []),
          (state) => {
            const { fault } = checkSize(state, maxBytes, 'The state', 'STATE')
            return fault === null ? good(state) : bad(fault)
          },
        )
      }
      case 'shutdown':
        contexts.unload()
        return run(
          id,
          'SHUTDOWN',
          () => member('shutdown', [generation]),
          () => good({ timers: liveTimers(), pendingCalls: running }),
        )
    }
  }

  function load({ id, params }: RequestMessage<'load'>): void {
    if (requested) {
      return answer(id, 'LOAD', bad({ code: 'INTERNAL', message: 'A realm loads one module, once' }))
    }
    requested = true
    kind = params.kind
    contexts = createContexts(params, telemetry, host, (call) => mapGet(calls, call) !== undefined)
    const { generation } = contexts
    const importing = importModule(params.code, (url) => {
      telemetry.setModule(url)
      post({ type: 'module', url })
    })
    loadPlugin(
      importing,
      kind,
      () => generation,
      (result) => {
        if (result.fault !== null) return answer(id, 'LOAD', result)
        plugin = result.value
        answer(id, 'LOAD', good(result.value.exports))
      },
    )
  }

  return {
    currentCall: () => current,
    /** The call was cut off where it was, and somebody else has answered it. */
    gaveUp(call: number): void {
      current = null
      gathered = null
      end(call)
    },
    receive(message: HostMessage): void {
      if (message.type === 'request') return serve(message)
      if (message.type === 'requests') return serveTogether(message.requests)
      if (message.type === 'abort') return mapGet(calls, message.id)?.abort(message.reason)
      if (message.type === 'reply') return host.receive(message)
      post({ type: 'pong', beat: message.beat })
      telemetry.beat()
    },
  }
}
