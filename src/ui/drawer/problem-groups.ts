import type { Problem } from '../../stores/problems'

/** The problems of one file, or those of a plugin that have no place. */
export interface ProblemGroup {
  readonly key: string
  readonly plugin: string
  readonly file: string | null
  readonly problems: readonly Problem[]
}

const rank = { error: 0, warning: 1, info: 2 } as const

/** Groups by file, the plugin on screen first; the worst and the topmost of each file first. */
export function groupProblems(problems: readonly Problem[], current: string): readonly ProblemGroup[] {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) {
    const key = `${problem.plugin}/${problem.file ?? ''}`
    const group = groups.get(key)
    if (group) group.push(problem)
    else groups.set(key, [problem])
  }
  return [...groups]
    .map(([key, list]) => ({
      key,
      plugin: list[0]?.plugin ?? '',
      file: list[0]?.file ?? null,
      problems: list.sort((a, b) => rank[a.severity] - rank[b.severity] || (a.line ?? 0) - (b.line ?? 0)),
    }))
    .sort((a, b) => Number(b.plugin === current) - Number(a.plugin === current) || a.key.localeCompare(b.key))
}
