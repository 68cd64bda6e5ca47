import type { Step } from '../kernel/pipeline/step'
import type { Json, Settings } from '../workspace/settings'

const prefix = 'pipelines/'

/** Where the screen keeps what is typed of a pipeline, by its name, whether its steps can be saved or not. */
export const typedPrefix = 'pipeline-page/'

/** The workspace's pipelines, each a setting of its own. */
export interface KeptPipelines {
  /** Sorted. */
  names(): string[]
  /** The names that another pipeline would get in the way of. */
  taken(): string[]
  /** As it was kept, maybe by another version, or by hand. */
  get(name: string): Json | undefined
  /** @throws WorkspaceError `TOO_LARGE` */
  set(name: string, steps: readonly Step[]): void
  remove(name: string): void
}

export function createKeptPipelines(settings: Settings): KeptPipelines {
  function namesUnder(prefix: string): string[] {
    const keys = settings.keys().filter((key) => key.startsWith(prefix))
    return keys.map((key) => key.slice(prefix.length)).sort()
  }

  return {
    names: () => namesUnder(prefix),
    taken: () => [...new Set([...namesUnder(prefix), ...namesUnder(typedPrefix)])],
    get: (name) => settings.get(prefix + name),
    set: (name, steps) => settings.set(prefix + name, toJson(steps)),
    remove: (name) => settings.remove(prefix + name),
  }
}

/** What `parseSteps` accepts is made of nothing that JSON cannot carry. */
function toJson(steps: readonly Step[]): Json {
  return steps as unknown as Json
}

/** The text of a `pipelines.json` with all that are kept; `undefined` where none is. */
export function pipelinesText(settings: Settings): string | undefined {
  const kept = createKeptPipelines(settings)
  const pipelines = kept.names().map((name) => [name, kept.get(name)] as const)
  return pipelines.length === 0 ? undefined : `${JSON.stringify(Object.fromEntries(pipelines), null, 2)}\n`
}
