import { errorHints } from '../../kernel/errors'
import { manifestFile } from '../../kernel/manifest-file'
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

/**
 * Gives what the compiler and the manifest check refuse its code, and the code's hint where it has none of its own:
 * once for each plugin, at the first.
 */
export function hintProblems(groups: readonly ProblemGroup[]): readonly ProblemGroup[] {
  const hinted = new Set<string>()
  function hint(problem: Problem): Problem {
    if (problem.source !== 'compiler' || problem.severity !== 'error') return problem
    const code = problem.file === manifestFile ? 'MANIFEST' : 'COMPILE'
    if (problem.hint !== null) return { ...problem, code }
    const key = `${problem.plugin}/${code}`
    if (hinted.has(key)) return { ...problem, code }
    hinted.add(key)
    return { ...problem, code, hint: errorHints[code] }
  }
  return groups.map((group) => ({ ...group, problems: group.problems.map(hint) }))
}
