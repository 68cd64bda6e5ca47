import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import auth from './index'

const ctx = createTestContext({ users: { 'ada-token': 'Ada' } })
const request = { method: 'GET', path: '/people' }

it('finds out whose token it is, and hands the request on without it', () => {
  const headers = { Authorization: 'Bearer ada-token', Accept: 'text/plain' }
  expect(auth.execute({ ...request, headers }, ctx)).toEqual({
    ...request,
    user: 'Ada',
    headers: { accept: 'text/plain' },
  })
})

it.each([undefined, {}, { authorization: 'ada-token' }, { authorization: 'Bearer ' }])(
  'refuses a request without a token, and says how to send one: %j',
  (headers) => {
    expect(() => auth.execute({ ...request, ...(headers && { headers }) }, ctx)).toThrow(/^401: .* no token\. Send one/)
  },
)

it.each(['stolen', 'toString', '__proto__'])('refuses the token %s, which is nobody’s', (token) => {
  expect(() => auth.execute({ ...request, headers: { authorization: `Bearer ${token}` } }, ctx)).toThrow(
    /^401: nobody has this token/,
  )
})
