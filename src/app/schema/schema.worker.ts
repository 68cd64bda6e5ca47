import type { JsonSchema } from '../../kernel/ports'
import { checkSchema } from '../../kernel/check-schema'

/** What the page asks; the answer carries the same id. */
export interface SchemaRequest {
  readonly id: number
  readonly schema: JsonSchema
  readonly value: unknown
}

addEventListener('message', ({ data }: MessageEvent<SchemaRequest>) => {
  const { id, schema, value } = data
  postMessage({ id, problems: checkSchema(schema, value) })
})
