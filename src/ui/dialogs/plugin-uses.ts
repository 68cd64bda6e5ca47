import type { Dependency } from '../../kernel/dependencies'
import type { PipelineView } from '../../stores/pipelines'

/** Where plugins stand beside their own folders. */
export interface Places {
  readonly dependencies: readonly Pick<Dependency, 'plugin' | 'dependsOn'>[]
  readonly pipelines: readonly PipelineView[]
  /** What is around the calls of each plugin, or of all (`'*'`), by name. */
  readonly middleware: Readonly<Record<string, readonly string[]>>
}

/** Who will miss a plugin that is deleted, as sentences for the person; none where nobody will. */
export function usesOf(name: string, { dependencies, pipelines, middleware }: Places): readonly string[] {
  const dependents = dependencies.filter(({ dependsOn }) => dependsOn === name).map(({ plugin }) => plugin)
  const rows = pipelines.filter(({ plugins }) => plugins.includes(name)).map((pipeline) => pipeline.name)
  const around = Object.keys(middleware).filter((target) => middleware[target]?.includes(name))
  return [
    ...(dependents.length > 0
      ? [`${listed(dependents)} ${dependents.length === 1 ? 'depends' : 'depend'} on it.`]
      : []),
    ...(rows.length > 0 ? [`It is a step of ${listed(rows)}.`] : []),
    ...(around.length > 0
      ? [`It goes around the calls of ${around.includes('*') ? 'all plugins' : listed(around)}.`]
      : []),
  ]
}

const list = new Intl.ListFormat('en')

function listed(names: readonly string[]): string {
  return list.format([...new Set(names)])
}
