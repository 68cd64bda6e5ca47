import { defineMiddleware, type AroundCall, type Context } from 'hotplug'

interface Config {
  entriesKept: number
}

/** One call; never what went in or came out. */
interface Entry extends Pick<AroundCall, 'plugin' | 'version' | 'generation'> {
  /** Counts the calls up. */
  number: number
  /** What is inside of it took so long, in milliseconds. */
  ms: number
  /** `ok`, or the code of the failure. */
  outcome: string
}

export default defineMiddleware((ctx: Context<Config>) => {
  /** Oldest first. */
  let entries: Entry[] = []

  function keep({ plugin, version, generation }: AroundCall, since: number, outcome: string): void {
    const ms = Math.round((performance.now() - since) * 10) / 10
    const number = (entries.at(-1)?.number ?? 0) + 1
    entries = [...entries, { number, plugin, version, generation, ms, outcome }].slice(-ctx.config.entriesKept)
    const line = `${plugin} ${version} g${generation}: ${outcome} in ${ms} ms`
    if (outcome === 'ok') ctx.log.info(line)
    else ctx.log.warn(line)
  }

  return {
    async around(call, next) {
      const since = performance.now()
      try {
        const output = await next(call.input)
        keep(call, since, 'ok')
        return output
      } catch (error) {
        keep(call, since, codeOf(error))
        // Let pass, it is told as it was.
        throw error
      }
    },

    healthCheck() {
      const failed = entries.filter(({ outcome }) => outcome !== 'ok').length
      return { status: 'ok', detail: `${entries.length} calls kept, ${failed} of them failed` }
    },

    snapshot: () => entries,

    restore(state: unknown) {
      if (!Array.isArray(state) || !state.every(isEntry)) throw new TypeError('The state must be a list of entries.')
      entries = state
    },
  }
})

function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' ? code : 'failed'
}

function isEntry(entry: unknown): entry is Entry {
  const { number, plugin, outcome } = Object(entry) as Partial<Record<string, unknown>>
  return Number.isInteger(number) && typeof plugin === 'string' && typeof outcome === 'string'
}
