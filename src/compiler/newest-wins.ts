import type { CompileResult } from '../kernel/ports'

/** All that a compile's outcome depends on. */
export interface Request {
  readonly main: string
  readonly files: ReadonlyMap<string, string>
}

const askers = ['save', 'check'] as const

/**
 * A newer request takes the place of an older one of the same asker alone: a rollback saves an older text than the one
 * that is checked on screen, and neither may drop the other.
 */
export type Asker = (typeof askers)[number]

/** Lets one compile of a plugin run at a time, and of those that wait only each asker's newest, a save's first. */
export interface NewestWins {
  /** The outcome; `null` where a newer request took its place while it waited. */
  submit(asker: Asker, plugin: string, request: Request): Promise<CompileResult | null>
  /** Drops the request that waits, if there is one. */
  supersede(asker: Asker, plugin: string): void
}

interface Running {
  readonly request: Request
  readonly result: Promise<CompileResult>
}

interface Waiting {
  readonly request: Request
  readonly result: Promise<CompileResult | null>
  readonly settle: (result: CompileResult | null) => void
}

/** @param compile - never rejects */
export function createNewestWins(compile: (plugin: string, request: Request) => Promise<CompileResult>): NewestWins {
  const running = new Map<string, Running>()
  const waiting: Record<Asker, Map<string, Waiting>> = { save: new Map(), check: new Map() }

  function run(plugin: string, request: Request): Promise<CompileResult> {
    const result = compile(plugin, request)
    running.set(plugin, { request, result })
    void result.then(() => {
      running.delete(plugin)
      runNext(plugin)
    })
    return result
  }

  function runNext(plugin: string): void {
    const first = waiting.save.get(plugin) ?? waiting.check.get(plugin)
    if (first === undefined) return
    const result = run(plugin, first.request)
    for (const asker of askers) {
      const each = waiting[asker].get(plugin)
      if (each === undefined || !isSame(each.request, first.request)) continue
      waiting[asker].delete(plugin)
      void result.then(each.settle)
    }
  }

  function supersede(asker: Asker, plugin: string): void {
    waiting[asker].get(plugin)?.settle(null)
    waiting[asker].delete(plugin)
  }

  return {
    supersede,
    submit(asker, plugin, request) {
      const first = running.get(plugin)
      if (first === undefined) return run(plugin, request)
      if (isSame(first.request, request)) {
        supersede(asker, plugin)
        return first.result
      }
      const second = waiting[asker].get(plugin)
      if (second !== undefined && isSame(second.request, request)) return second.result
      supersede(asker, plugin)
      let settle: Waiting['settle'] = () => undefined
      const result = new Promise<CompileResult | null>((resolve) => (settle = resolve))
      waiting[asker].set(plugin, { request, result, settle })
      return result
    },
  }
}

function isSame(left: Request, right: Request): boolean {
  return (
    left.main === right.main &&
    left.files.size === right.files.size &&
    [...left.files].every(([path, text]) => right.files.get(path) === text)
  )
}
