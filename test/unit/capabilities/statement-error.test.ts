import { expect, it } from 'vitest'
import { statementFailure, type ServerError } from '../../../src/capabilities/sql/statement-error'

const error = (told: Partial<ServerError>): ServerError => ({
  message: 'syntax error',
  code: '42601',
  detail: undefined,
  hint: undefined,
  position: undefined,
  ...told,
})

it('tells the state, the line and the column', () => {
  const { message } = statementFailure(error({ position: '10' }), 'select\n  nix')
  expect(message).toBe('syntax error (42601, line 2, column 3).')
})

it('counts characters, as PostgreSQL does', () => {
  expect(statementFailure(error({ position: '4' }), "'🚀'x").message).toContain('column 4')
})

it('adds what PostgreSQL says besides', () => {
  const { message } = statementFailure(error({ code: '23505', detail: 'Key exists', hint: 'Take another?' }), '')
  expect(message).toBe('syntax error (23505). Key exists. Take another?')
})

it('tells how to send more than one statement', () => {
  const told = error({ message: 'cannot insert multiple commands into a prepared statement' })
  expect(statementFailure(told, 'select 1; select 2').message).toContain('Send one statement a query')
})
