import { protocol, types, type messages, type PGlite } from '@electric-sql/pglite'
import { fail, ok, type Result } from '../../kernel/result'
import type { SqlResult } from '../../sdk'
import type { SqlFailure } from './failures'
import type { SqlLimits } from './limits'
import type { Statement } from './protocol'
import { statementFailure } from './statement-error'
import { writeParam } from './write-param'

const { serialize, Parser } = protocol

/** PostgreSQL went down over a statement: what it has in memory is worth nothing any more. */
export class ServerDown extends Error {}

type Message = messages.BackendMessage
type Outcome = Result<SqlResult, SqlFailure>

interface Reply {
  readonly messages: readonly Message[]
  /** It was longer than it may be, so its messages are not all here. */
  readonly cut: boolean
}

/**
 * Runs one statement as a transaction of its own: it is kept whole, or not at all, and leaves nothing in the session.
 * PGlite's own `query` would hold a result of any size, and takes the silence of a server that went down for an empty one.
 *
 * @throws ServerDown
 */
export async function runStatement(pg: PGlite, statement: Statement, limits: SqlLimits): Promise<Outcome> {
  const outcome = await attempt(pg, statement, limits)
  // An error of the server's own would not do here: it would be told to the author.
  if (!outcome.ok) await ask(pg, limits, [serialize.execute({ portal: 'none, so that nothing is kept' })])
  const [ready] = find(await ask(pg, limits, [serialize.sync()]), 'readyForQuery')
  if (ready === undefined) throw new ServerDown()
  const stayedOpen = ready.status !== 'I'
  if (stayedOpen) await ask(pg, limits, [serialize.query('rollback')])
  await ask(pg, limits, [serialize.query('discard all')])
  return stayedOpen && outcome.ok ? fail(transactionStayedOpen) : outcome
}

async function attempt(pg: PGlite, { text, params }: Statement, limits: SqlLimits): Promise<Outcome> {
  const parsed = await ask(pg, limits, [serialize.parse({ text }), serialize.describe({ type: 'S' })])
  const [unread] = find(parsed, 'error')
  if (unread !== undefined) return fail(failureOf(unread, text))
  const [wanted] = find(parsed, 'parameterDescription')
  if (wanted === undefined) throw new ServerDown()
  const fields = find(parsed, 'rowDescription')[0]?.fields ?? []

  if (params.length !== wanted.parameterCount) return fail(wrongCount(params.length, wanted.parameterCount))
  const values: (string | null)[] = []
  for (const [index, param] of params.entries()) {
    const written = writeParam(param, wanted.dataTypeIDs[index] ?? 0)
    if (!written.ok) return fail({ kind: 'params', message: `Parameter $${index + 1} ${written.error}` })
    values.push(written.value)
  }

  const executed = await ask(pg, limits, [serialize.bind({ values }), serialize.execute({ rows: limits.rows })])
  if (executed.cut) return fail(tooManyBytes(limits))
  const [refused] = find(executed, 'error')
  if (refused !== undefined) return fail(failureOf(refused, text))
  if (executed.messages.some(({ name }) => name === 'portalSuspended')) return fail(tooManyRows(limits))
  const [complete] = find(executed, 'commandComplete')
  if (complete === undefined && !executed.messages.some(({ name }) => name === 'emptyQuery')) throw new ServerDown()

  const rows = find(executed, 'dataRow').map((row) =>
    Object.fromEntries(
      fields.map(({ name, dataTypeID }, column) => [
        name,
        types.parseType(row.fields[column] ?? null, dataTypeID, pg.parsers) as unknown,
      ]),
    ),
  )
  return ok({
    rows,
    fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })),
    affectedRows: affectedRows(complete?.text ?? ''),
  })
}

async function ask(pg: PGlite, limits: SqlLimits, questions: readonly Uint8Array[]): Promise<Reply> {
  const parser = new Parser()
  const found: Message[] = []
  let bytes = 0
  for (const question of questions)
    await pg.execProtocolRawStream(question, {
      syncToFs: false,
      onRawData(data) {
        bytes += data.byteLength
        // The data is PostgreSQL's own memory, and a message may end in the next piece.
        if (bytes <= limits.resultBytes) parser.parse(data.slice(), (message) => void found.push(message))
      },
    })
  return { messages: found, cut: bytes > limits.resultBytes }
}

interface Messages {
  error: messages.DatabaseError
  parameterDescription: messages.ParameterDescriptionMessage
  rowDescription: messages.RowDescriptionMessage
  dataRow: messages.DataRowMessage
  commandComplete: messages.CommandCompleteMessage
  readyForQuery: messages.ReadyForQueryMessage
}

function find<Name extends keyof Messages>({ messages }: Reply, name: Name): Messages[Name][] {
  return messages.filter((message): message is Messages[Name] => message.name === name)
}

/** @throws ServerDown for an error after which the server would have ended */
function failureOf(error: messages.DatabaseError, text: string): SqlFailure {
  if (error.severity === 'PANIC' || error.severity === 'FATAL') throw new ServerDown()
  return statementFailure(error, text)
}

const counting: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

/** From a tag such as 'INSERT 0 5' or 'CREATE TABLE'. */
function affectedRows(tag: string): number {
  const words = tag.split(' ')
  return counting.has(words[0] ?? '') ? Number(words.at(-1)) : 0
}

const transactionStayedOpen: SqlFailure = {
  kind: 'statement',
  message:
    'A transaction cannot stay open from one query to the next, so it was rolled back. Each query is a transaction of its own: put what belongs together into one, with "with … as (…)" or a "do" block.',
}

function wrongCount(given: number, wanted: number): SqlFailure {
  return {
    kind: 'params',
    message: `The statement has ${wanted} parameters, and ${given} values were given. Give one value for each of $1, $2, ….`,
  }
}

function tooManyRows({ rows }: SqlLimits): SqlFailure {
  return {
    kind: 'result',
    message: `The result has more than ${rows} rows, so nothing was kept. Add limit and offset, or let PostgreSQL sum up.`,
  }
}

function tooManyBytes({ resultBytes }: SqlLimits): SqlFailure {
  return {
    kind: 'result',
    message: `The result takes more than ${resultBytes / 1e6} MB, so nothing was kept. Ask for fewer columns or rows.`,
  }
}
