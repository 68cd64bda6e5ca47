import type { JsonSchema } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import { checkSchema } from '../../kernel/check-schema'

/** What the page asks; the answer carries the same id. */
export interface SchemaRequest {
  readonly id: number
  readonly schema: JsonSchema
  readonly value: unknown
}

/** `up` comes once, when the worker has started. */
export type SchemaReply =
  | { readonly type: 'up' }
  | { readonly type: 'checked'; readonly id: number; readonly problems: readonly ConfigProblem[] }

function reply(message: SchemaReply): void {
  postMessage(message)
}

addEventListener('message', ({ data }: MessageEvent<SchemaRequest>) => {
  const { id, schema, value } = data
  reply({ type: 'checked', id, problems: checkSchema(schema, value) })
})
reply({ type: 'up' })
