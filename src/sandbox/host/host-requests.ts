import type { GuestFault } from '../../kernel/guest-fault'
import type { HostAnswer } from '../../kernel/host-port'
import { fail, type Result } from '../../kernel/result'
import { type AskMessage, hostRequestsAtOnce, type Reply } from '../protocol'

/** What one realm's plugin asks of the host, and has not been answered yet. */
export interface HostRequests {
  /** Sets who answers. */
  serve(answer: HostAnswer): void
  /** Passes a request on. `false` says that it is forged. */
  receive(message: AskMessage): boolean
  /** The guest waits no longer. `false` says that this is forged. */
  giveUp(id: number): boolean
  callAborted(call: number, reason: string): void
  callEnded(call: number): void
  /** The realm has ended: nothing is replied any more. */
  end(): void
}

export interface HostRequestsOptions {
  /** @throws DataCloneError for what cannot be copied */
  readonly reply: (message: Reply) => void
  /** Whether a request of that id is a call of `execute` that has not been answered. */
  readonly isUnderWay: (call: number) => boolean
  /** A number that no guest can guess. */
  readonly newTicket: () => number
  /** Told why an answer could not be given. */
  readonly onError: (error: unknown) => void
}

interface Asked {
  readonly call: number | null
  readonly aborting: AbortController
}

const nobodyAnswers: HostAnswer = async ({ method }) =>
  fail({ code: 'INTERNAL', message: `Nobody answers ${method} here.` })

const callIsOver: GuestFault = { code: 'CANCELLED', message: 'The call that asks has ended.' }
const givenUp: GuestFault = { code: 'CANCELLED', message: 'The request was given up.' }
const unanswered: GuestFault = {
  code: 'INTERNAL',
  message: 'Hotplug could not answer.',
  hint: 'A part of it may not have been fetched. Look to the network, and try again.',
}

export function createHostRequests({ reply, isUnderWay, newTicket, onError }: HostRequestsOptions): HostRequests {
  const asked = new Map<number, Asked>()
  const tickets = new Set<number>()
  let answer = nobodyAnswers
  /** Replies that the guest may not have seen yet: what it gives up may be answered already. */
  let repliesUnderWay = 0
  for (let ticket = 1; ticket <= hostRequestsAtOnce; ticket++) tickets.add(ticket)

  function nextTicket(): number {
    for (;;) {
      const ticket = newTicket()
      if (tickets.has(ticket) || asked.has(ticket)) continue
      tickets.add(ticket)
      return ticket
    }
  }

  function settle(id: number, result: Result<unknown, GuestFault>): void {
    const ticket = nextTicket()
    repliesUnderWay = Math.min(repliesUnderWay + 1, hostRequestsAtOnce)
    const refuse = ({ code, message, hint, retryable, passes }: GuestFault) =>
      reply({ type: 'reply', id, ok: false, fault: { code, message, hint, retryable, passes }, ticket })
    if (!result.ok) return refuse(result.error)
    try {
      reply({ type: 'reply', id, ok: true, value: result.value, ticket })
    } catch (error) {
      refuse({ code: 'CLONE', message: `The answer cannot be copied: ${String(error)}` })
    }
  }

  function stop(id: number, { aborting }: Asked, fault: GuestFault): void {
    asked.delete(id)
    aborting.abort(new DOMException(fault.message, 'AbortError'))
    settle(id, fail(fault))
  }

  return {
    serve(given) {
      answer = given
    },
    receive({ id, method, params, call }) {
      if (!tickets.delete(id)) return false
      if (call !== null && !isUnderWay(call)) {
        settle(id, fail(callIsOver))
        return true
      }
      const one: Asked = { call, aborting: new AbortController() }
      asked.set(id, one)
      const settleOne = (result: Result<unknown, GuestFault>) => {
        if (asked.get(id) !== one) return
        asked.delete(id)
        settle(id, result)
      }
      void answer({ method, params, call, signal: one.aborting.signal }).then(settleOne, (error: unknown) => {
        onError(error)
        settleOne(fail(unanswered))
      })
      return true
    },
    giveUp(id) {
      const one = asked.get(id)
      if (one !== undefined) {
        stop(id, one, givenUp)
        return true
      }
      if (repliesUnderWay === 0) return false
      repliesUnderWay--
      return true
    },
    callAborted(call, reason) {
      for (const one of asked.values()) {
        if (one.call === call) one.aborting.abort(new DOMException(reason, 'AbortError'))
      }
    },
    callEnded(call) {
      if (asked.size === 0) return
      for (const [id, one] of [...asked]) if (one.call === call) stop(id, one, callIsOver)
    },
    end() {
      const left = [...asked.values()]
      asked.clear()
      for (const { aborting } of left) aborting.abort(new DOMException('The generation was ended.', 'AbortError'))
    },
  }
}
