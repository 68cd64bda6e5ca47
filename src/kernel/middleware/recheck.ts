import type { Instance } from '../instance'
import type { JsonSchema } from '../ports'

export type InputSchema = JsonSchema | undefined

export interface RecheckOptions<Found> {
  /** By which inputs were checked when they came: that of whoever would have taken them then. */
  readonly schema: InputSchema
  /** What was found then. */
  readonly found: Found
  /** Never rejects. */
  readonly check: (by: InputSchema) => Found | Promise<Found>
  /** Has the queue look again who may enter. */
  readonly pump: () => void
}

/** What is found out by the schema of the generation that takes a call in the end. */
export interface Recheck<Found> {
  /** `null` while it is found out. */
  readonly found: Found | null
  /** Whether it is known for this one; else it is found out. */
  isReady(instance: Instance): boolean
}

/** Most saves change the code and not the schema: so nothing is checked again until one does. */
export function recheck<Found extends object>(options: RecheckOptions<Found>): Recheck<Found> {
  const { check, pump } = options
  let checkedBy = options.schema
  let found: Found | null = options.found

  function begin(by: InputSchema): void {
    checkedBy = by
    const checking = check(by)
    found = checking instanceof Promise ? null : checking
    if (checking instanceof Promise) void wait(by, checking)
  }

  async function wait(by: InputSchema, checking: Promise<Found>): Promise<void> {
    const late = await checking
    // Another generation may have come meanwhile, with a schema of its own.
    if (checkedBy !== by) return
    found = late
    pump()
  }

  return {
    get found() {
      return found
    },
    isReady({ build: { manifest } }) {
      if (!isSame(manifest.inputSchema, checkedBy)) begin(manifest.inputSchema)
      return found !== null
    },
  }
}

function isSame(one: InputSchema, other: InputSchema): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
