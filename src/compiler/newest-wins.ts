import type { CompileResult } from '../kernel/ports'

/** All that a compile's outcome depends on. */
export interface Request {
  readonly main: string
  readonly files: ReadonlyMap<string, string>
}

/** Lets one compile of a plugin run at a time, and of those that wait only the newest. */
export interface NewestWins {
  /** The outcome; `null` where a newer request took its place while it waited. */
  submit(plugin: string, request: Request): Promise<CompileResult | null>
  /** Drops the request that waits, if there is one. */
  supersede(plugin: string): void
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
  const waiting = new Map<string, Waiting>()

  function run(plugin: string, request: Request): Promise<CompileResult> {
    const result = compile(plugin, request)
    running.set(plugin, { request, result })
    void result.then(() => {
      running.delete(plugin)
      const next = waiting.get(plugin)
      waiting.delete(plugin)
      if (next !== undefined) void run(plugin, next.request).then(next.settle)
    })
    return result
  }

  function supersede(plugin: string): void {
    waiting.get(plugin)?.settle(null)
    waiting.delete(plugin)
  }

  return {
    supersede,
    submit(plugin, request) {
      const first = running.get(plugin)
      if (first === undefined) return run(plugin, request)
      if (isSame(first.request, request)) {
        supersede(plugin)
        return first.result
      }
      const second = waiting.get(plugin)
      if (second !== undefined && isSame(second.request, request)) return second.result
      supersede(plugin)
      let settle: Waiting['settle'] = () => undefined
      const result = new Promise<CompileResult | null>((resolve) => (settle = resolve))
      waiting.set(plugin, { request, result, settle })
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
