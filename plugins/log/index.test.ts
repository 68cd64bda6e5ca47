import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import log from './index'

function watched() {
  const told: unknown[] = []
  const ctx = createTestContext({})
  return {
    told,
    ctx: {
      ...ctx,
      log: { ...ctx.log, info: (line: unknown) => void told.push(line) },
      metrics: { ...ctx.metrics, count: (name: string) => void told.push(`counted ${name}`) },
    },
  }
}

it('hands a request on as it is, and writes a line', () => {
  const { told, ctx } = watched()
  const request = { method: 'GET', path: '/people', user: 'Ada', headers: { accept: 'text/plain' } }
  expect(log.execute(request, ctx)).toEqual(request)
  expect(told).toEqual(['GET /people by Ada', 'counted requests by Ada'])
})

it('knows a request whose user nobody found out', () => {
  const { told, ctx } = watched()
  void log.execute({ method: 'POST', path: '/' }, ctx)
  expect(told).toEqual(['POST / by anybody', 'counted requests by anybody'])
})
