import { describe, expect, test } from 'vitest'
import type { HostAnswer, HostRequest } from '../../../src/kernel/host-port'
import { fail, ok } from '../../../src/kernel/result'
import { createHostRequests } from '../../../src/sandbox/host/host-requests'
import { type AskMessage, hostRequestsAtOnce, type Reply } from '../../../src/sandbox/protocol'

/** Call 1 is under way; tickets count up from 1,000. */
function desk() {
  const replies: Reply[] = []
  const heard: HostRequest[] = []
  const answers: ((result: Awaited<ReturnType<HostAnswer>>) => void)[] = []
  const breakDowns: ((error: Error) => void)[] = []
  const errors: unknown[] = []
  let ticket = 1_000
  let ended = false
  const requests = createHostRequests({
    reply: (message) => {
      expect(ended, 'a reply after the end').toBe(false)
      structuredClone(message)
      replies.push(message)
    },
    isUnderWay: (call) => call === 1,
    newTicket: () => ticket++,
    onError: (error) => void errors.push(error),
  })
  requests.serve((request) => {
    heard.push(request)
    return new Promise((resolve, reject) => {
      answers.push(resolve)
      breakDowns.push(reject)
    })
  })
  const ask = (id: number, call: number | null = 1): AskMessage => ({
    type: 'ask',
    id,
    method: 'plugins.call',
    params: { plugin: 'x', input: id },
    call,
  })
  const end = () => {
    ended = true
    requests.end()
  }
  return { requests, replies, heard, answers, breakDowns, errors, ask, end }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('tickets', () => {
  test('one is spent with each request, and comes back with the reply', async () => {
    const { requests, replies, answers, ask } = desk()
    expect(requests.receive(ask(1))).toBe(true)
    expect(requests.receive(ask(1))).toBe(false)
    answers[0]?.(ok('out'))
    await settled()
    expect(replies).toEqual([{ type: 'reply', id: 1, ok: true, value: 'out', ticket: 1_000 }])
    expect(requests.receive(ask(1))).toBe(false)
    expect(requests.receive(ask(1_001))).toBe(false)
    expect(requests.receive(ask(1_000))).toBe(true)
  })

  test(`there are ${hostRequestsAtOnce} to begin with`, () => {
    const { requests, heard, ask } = desk()
    const taken = Array.from({ length: 100 }, (_, index) => requests.receive(ask(index + 1)))
    expect(taken.filter(Boolean)).toHaveLength(hostRequestsAtOnce)
    expect(heard).toHaveLength(hostRequestsAtOnce)
  })

  test('one that is out already is not given again', async () => {
    const numbers = [2, 700, 700, 800]
    const replies: Reply[] = []
    const requests = createHostRequests({
      reply: (message) => void replies.push(message),
      isUnderWay: () => true,
      newTicket: () => numbers.shift() ?? 900,
      onError: () => {},
    })
    requests.serve(async () => ok(null))
    const { ask } = desk()
    requests.receive(ask(1))
    requests.receive(ask(3))
    await settled()
    expect(replies.map(({ ticket }) => ticket)).toEqual([700, 800])
  })
})

describe('a request', () => {
  test('of a call that is not under way is refused', () => {
    const { requests, replies, heard, ask } = desk()
    expect(requests.receive(ask(1, 2))).toBe(true)
    expect(heard).toEqual([])
    expect(replies).toMatchObject([{ id: 1, ok: false, fault: { code: 'CANCELLED' } }])
  })

  test('that fails tells code, message and hint, and nothing else', async () => {
    const { requests, replies, answers, ask } = desk()
    requests.receive(ask(1))
    answers[0]?.(fail({ code: 'TIMEOUT', message: 'too slow', hint: 'faster', frames: [] }))
    await settled()
    expect(replies).toEqual([
      {
        type: 'reply',
        id: 1,
        ok: false,
        fault: { code: 'TIMEOUT', message: 'too slow', hint: 'faster' },
        ticket: 1_000,
      },
    ])
  })

  test('that could not be answered fails, and is told of', async () => {
    const { requests, replies, breakDowns, errors, ask } = desk()
    requests.receive(ask(1))
    const error = new TypeError('a chunk could not be fetched')
    breakDowns[0]?.(error)
    await settled()
    expect(replies).toMatchObject([{ id: 1, ok: false, fault: { code: 'INTERNAL' }, ticket: 1_000 }])
    expect(JSON.stringify(replies)).not.toContain('chunk')
    expect(errors).toEqual([error])
  })

  test('whose answer cannot be copied fails', async () => {
    const { requests, replies, answers, ask } = desk()
    requests.receive(ask(1))
    answers[0]?.(ok(() => 1))
    await settled()
    expect(replies).toMatchObject([{ id: 1, ok: false, fault: { code: 'CLONE' } }])
  })

  test('that is given up is aborted and replied to at once, and its answer is dropped', async () => {
    const { requests, replies, heard, answers, ask } = desk()
    requests.receive(ask(1))
    expect(requests.giveUp(1)).toBe(true)
    expect(heard[0]?.signal.aborted).toBe(true)
    answers[0]?.(ok('late'))
    await settled()
    expect(replies).toMatchObject([{ id: 1, ok: false, fault: { code: 'CANCELLED' } }])
  })

  test('may be given up as often as there are replies that the guest may not have seen', async () => {
    const { requests, answers, ask } = desk()
    expect(requests.giveUp(1)).toBe(false)
    requests.receive(ask(1))
    answers[0]?.(ok('out'))
    await settled()
    expect(requests.giveUp(1)).toBe(true)
    expect(requests.giveUp(1)).toBe(false)
  })
})

test('the abort of a call aborts the signals of its requests alone; who answers still answers', async () => {
  const { requests, replies, heard, answers, ask } = desk()
  requests.receive(ask(1))
  requests.receive(ask(2, null))
  requests.callAborted(1, 'too slow')
  expect(heard.map(({ signal }) => signal.aborted)).toEqual([true, false])
  expect(heard[0]?.signal.reason).toMatchObject({ name: 'AbortError', message: 'too slow' })
  expect(replies).toEqual([])
  answers[0]?.(ok('still'))
  await settled()
  expect(replies).toMatchObject([{ id: 1, ok: true, value: 'still' }])
})

test('the end of a call ends its requests, and no others', () => {
  const { requests, replies, heard, ask } = desk()
  requests.receive(ask(1))
  requests.receive(ask(2, null))
  requests.callEnded(1)
  expect(heard.map(({ signal }) => signal.aborted)).toEqual([true, false])
  expect(replies).toMatchObject([{ id: 1, ok: false, fault: { code: 'CANCELLED' } }])
})

test('after the end of the realm nothing is replied', async () => {
  const { requests, heard, answers, ask, end } = desk()
  requests.receive(ask(1))
  requests.receive(ask(2, null))
  end()
  expect(heard.map(({ signal }) => signal.aborted)).toEqual([true, true])
  for (const answer of answers) answer(ok('late'))
  await settled()
})
