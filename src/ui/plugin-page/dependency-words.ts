import type { Dependency } from '../../kernel/dependencies'
import type { GraphLine } from './graph-layout'

/** A line of the picture: all ranges in which one plugin needs another. */
export interface DependencyLine extends GraphLine {
  /** What serves it, `1.2.3`, or the range that nothing serves, `no ^1.2.0`; each where there are several. */
  readonly label: string
  readonly isMet: boolean
}

export function linesOf(dependencies: readonly Dependency[]): DependencyLine[] {
  const lines = new Map<string, DependencyLine>()
  for (const { plugin, dependsOn, range, satisfiedBy } of dependencies) {
    const key = `${plugin} ${dependsOn}`
    const known = lines.get(key)
    const served = satisfiedBy ?? `no ${range}`
    lines.set(key, {
      from: plugin,
      to: dependsOn,
      label: known && known.label !== served ? `${known.label}, ${served}` : served,
      isMet: satisfiedBy !== null && (known?.isMet ?? true),
    })
  }
  return [...lines.values()]
}

export interface DependencySentences {
  readonly needs: string
  readonly neededBy: string
}

/** What a plugin depends on, and what depends on it. */
export function sentencesOf(plugin: string, dependencies: readonly Dependency[]): DependencySentences {
  const needs = unique(
    dependencies
      .filter((one) => one.plugin === plugin)
      .map(({ dependsOn, range, satisfiedBy }) => `${dependsOn} ${range}${satisfiedBy === null ? ' (missing)' : ''}`),
  )
  const neededBy = unique(
    dependencies.filter((one) => one.dependsOn === plugin).map(({ plugin: name, range }) => `${name} (${range})`),
  )
  return {
    needs: needs.length > 0 ? `${plugin} depends on ${listed(needs)}.` : `${plugin} depends on no other plugin.`,
    neededBy:
      neededBy.length > 0
        ? `${listed(neededBy)} ${neededBy.length > 1 ? 'depend' : 'depends'} on ${plugin}.`
        : `No plugin depends on ${plugin}.`,
  }
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
