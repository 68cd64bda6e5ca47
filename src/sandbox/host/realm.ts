import type { GuestFault } from '../../kernel/guest-fault'
import type { GuestCall, GuestEvent, GuestMethod, GuestRequests, Realm } from '../../kernel/guest-port'
import { fail, ok, type Result } from '../../kernel/result'
import { type Answer, type HostMessage, isCallMethod, type Telemetry } from '../protocol'
import * as faults from './faults'
import { createFloodGuard } from './flood-guard'
import type { Frame } from './frame'
import type { Heartbeat } from './heartbeat'
import { createHostRequests } from './host-requests'
import { createOutbox, mayShareMessage } from './outbox'
import { readMessage } from './read-message'
import { isBatch, isResult } from './read-result'
import { parseStack } from './stack-frames'
import { createVitalSigns, type Patience } from './vital-signs'

interface Pending {
  readonly method: GuestMethod
  settle(result: Result<unknown, GuestFault>): void
}

type DropKind = Extract<GuestEvent, { type: 'dropped' }>['what']

export interface RealmOptions {
  readonly id: number
  readonly frame: Frame
  readonly heartbeat: Heartbeat
  readonly patience: Patience
  /** Called once, when the realm is gone for whatever reason. */
  readonly onGone: () => void
}

/** One generation's frame and worker, seen from the page. */
export function createRealm({ id, frame, heartbeat, patience, onGone }: RealmOptions): Realm {
  const { port } = frame
  const pending = new Map<number, Pending>()
  const listeners = new Set<(event: GuestEvent) => void>()
  const guard = createFloodGuard()
  const vitals = createVitalSigns(patience)
  const dropped = new Map<DropKind, number>()
  let lastId = 0
  let beats = 0
  let moduleUrl: string | null = null
  let ending: GuestFault | null = null

  const outbox = createOutbox(port)
  const hostRequests = createHostRequests({
    reply: outbox.send,
    isUnderWay: (call) => isCallMethod(pending.get(call)?.method),
    newTicket: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    onError: reportError,
  })

  function emit(event: GuestEvent): void {
    for (const listener of [...listeners]) listener(event)
  }

  function end(fault: GuestFault): void {
    ending = fault
    stopBeat()
    frame.onControl = null
    frame.remove()
    const unanswered = [...pending.values()]
    pending.clear()
    for (const request of unanswered) request.settle(fail(fault))
    hostRequests.end()
    onGone()
  }

  function die(fault: GuestFault): void {
    if (ending !== null) return
    tellDropped()
    end(fault)
    emit({ type: 'died', fault })
    listeners.clear()
  }

  /** One event for all that was dropped since the last turn of the page that had time for it. */
  function tellDropped(): void {
    for (const [what, count] of dropped) emit({ type: 'dropped', what, count })
    dropped.clear()
  }

  function drop(what: DropKind): void {
    dropped.set(what, (dropped.get(what) ?? 0) + 1)
  }

  function tell(items: readonly Telemetry[] | null): void {
    if (items === null) return
    for (const item of items) {
      if (item.type === 'log') {
        const frame = item.place === null ? null : (parseStack(item.place, moduleUrl)[0] ?? null)
        emit({ type: 'log', call: item.call, level: item.level, values: item.values, frame, at: item.at })
      } else if (item.type === 'fault') {
        emit({ type: 'fault', fault: faults.toGuestFault(item.fault, moduleUrl) })
      } else emit(item)
    }
  }

  function receiveAnswer(message: Answer): void {
    const request = pending.get(message.id)
    if (request === undefined) {
      drop(message.id > 0 && message.id <= lastId ? 'late answers' : 'forged messages')
      if (guard.count()) die(faults.flooded)
      return
    }
    if (message.ok && !isResult(request.method, message.value)) return forged()
    pending.delete(message.id)
    hostRequests.callEnded(message.id)
    tell(message.telemetry)
    request.settle(
      message.ok ? ok(place(request.method, message.value)) : fail(faults.toGuestFault(message.fault, moduleUrl)),
    )
  }

  /** The faults of a batch have the engine's stacks yet. */
  function place(method: GuestMethod, value: unknown): unknown {
    return method === 'executeBatch' && isBatch(value) ? faults.toBatchResult(value, moduleUrl) : value
  }

  function forged(): void {
    drop('forged messages')
    if (guard.count()) die(faults.flooded)
  }

  function receive(data: unknown): void {
    if (ending !== null) return
    const message = readMessage(data)
    if (message === null || message.type === 'ready') return forged()
    if (vitals.heardWorker()) emit({ type: 'unresponsive', value: false })
    if (message.type === 'answer') return receiveAnswer(message)
    if (message.type === 'answers') return message.answers.forEach(receiveAnswer)
    if (message.type === 'ask') return hostRequests.receive(message) ? undefined : forged()
    if (message.type === 'give-up') return hostRequests.giveUp(message.id) ? undefined : forged()
    if (message.type === 'closing') return die(faults.closedItself)
    if (message.type === 'ended') return die(faults.toGuestFault(message.fault, moduleUrl))
    if (guard.count()) return die(faults.flooded)
    if (message.type === 'telemetry') return tell(message.items)
    if (message.type === 'module') {
      // Told once, before the module runs: whatever comes later is not the guest speaking.
      if (moduleUrl === null) moduleUrl = message.url
      else drop('forged messages')
    }
  }

  function beat(late: boolean): void {
    tellDropped()
    const verdict = vitals.beat(late, pending.size > 0)
    if (verdict === 'process-gone') return die(faults.processGone)
    if (verdict === 'given-up') return die(faults.silent)
    if (verdict === 'silent') emit({ type: 'unresponsive', value: true })
    beats++
    guard.beat()
    outbox.send({ type: 'ping', beat: beats })
    if (vitals.frameInDoubt) frame.pingFrame(beats)
  }

  port.onmessage = ({ data }: MessageEvent<unknown>) => receive(data)
  port.onmessageerror = forged
  frame.onControl = (message) => {
    if (message.type === 'worker-error') return die(faults.workerFailed(message.message))
    vitals.heardFrame()
  }
  const stopBeat = heartbeat.on(beat)

  function request<Method extends GuestMethod>(
    method: Method,
    params: GuestRequests[Method]['params'],
  ): GuestCall<Method> {
    const callId = ++lastId
    const settled = new Promise<Result<GuestRequests[Method]['result'], GuestFault>>((resolve) => {
      if (ending !== null) return resolve(fail(ending))
      try {
        const message = { type: 'request', id: callId, method, params } as HostMessage & { type: 'request' }
        if (message.method === 'execute' && mayShareMessage(message.params.input)) outbox.sendWithOthers(message)
        else outbox.send(message)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return resolve(fail({ code: 'INPUT', message: `What was sent to the plugin cannot be copied: ${reason}` }))
      }
      // The value was checked against the method before it gets here.
      pending.set(callId, { method, settle: resolve })
    })
    return {
      id: callId,
      settled,
      abort(reason) {
        if (!pending.has(callId)) return
        outbox.send({ type: 'abort', id: callId, reason })
        hostRequests.callAborted(callId, reason)
      },
    }
  }

  return {
    id,
    request,
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    serve: hostRequests.serve,
    dispose() {
      if (ending !== null) return
      listeners.clear()
      end(faults.disposed)
    },
  }
}
