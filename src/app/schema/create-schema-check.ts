import { cacheKey } from '../../kernel/middleware/cache-key'
import { elseNotChecked } from '../../kernel/not-checked'
import type { Clock, JsonSchema, SchemaCheck } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import type { createSchemaWorker } from './schema-worker'

/** So many answers are kept: most saves change neither the schema nor the config. */
const maxKept = 200
/** About so many characters of a value are kept with its answer: an input may be of any size. */
const maxKeptLength = 16_384

export interface BrowserSchemaCheck extends SchemaCheck {
  /** Keeps that this schema accepts this value, which was found out when the site was built. */
  prime(schema: JsonSchema, value: unknown): void
}

/** Knows what was checked before; what does the checking is fetched when there is something new. */
export function createSchemaCheck(clock: Clock): BrowserSchemaCheck {
  const known = new Map<string, readonly ConfigProblem[]>()
  let worker: ReturnType<typeof createSchemaWorker> | null = null

  function keep(content: string | null, problems: readonly ConfigProblem[]): void {
    if (content === null) return
    known.set(content, problems)
    const [oldest] = known.keys()
    if (known.size > maxKept && oldest !== undefined) known.delete(oldest)
  }

  async function find(schema: JsonSchema, value: unknown, content: string | null): Promise<readonly ConfigProblem[]> {
    const late = await import('./schema-worker')
    worker ??= late.createSchemaWorker(clock)
    const { problems, checked } = await worker(schema, value)
    if (checked) keep(content, problems)
    return problems
  }

  return {
    prime: (schema, value) => keep(contentOf(schema, value), []),
    async check(schema, value) {
      const content = contentOf(schema, value)
      const before = content === null ? undefined : known.get(content)
      return before ?? elseNotChecked(find(schema, value, content))
    },
  }
}

/** What an answer is known by; `null` where it is not kept. */
function contentOf(schema: JsonSchema, value: unknown): string | null {
  const [by, of] = [cacheKey(schema), cacheKey(value, maxKeptLength)]
  return by === null || of === null ? null : `${by} ${of}`
}
