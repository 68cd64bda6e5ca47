import type { ChainLink } from '../../kernel/middleware/chains'

/** Whose list a middleware stands in: `'*'` for all plugins, or a plugin's name. */
export type Target = string

export const forAll: Target = '*'

/** One middleware of a list, as a row. */
export interface ChainRow {
  readonly name: string
  readonly target: Target
  readonly isBuiltIn: boolean
  /** What it does, in a sentence. */
  readonly description: string
  /** Why no call can go through it now. */
  readonly problem: string | null
  /** It stands in the list for all, but this plugin has one of its own further in. */
  readonly isOverridden: boolean
}

/** A middleware that there is. */
export interface Choice {
  readonly name: string
  readonly description: string
  readonly isBuiltIn: boolean
}

export interface ChainLists {
  /** What goes around every plugin; empty where this one is a middleware, which those do not go around. */
  readonly all: readonly ChainRow[]
  readonly own: readonly ChainRow[]
}

/**
 * The chain around a plugin as two lists, outermost first.
 *
 * @param links - the chain as the kernel has it
 * @param namesForAll - what is set for all, those among it that this plugin has itself
 */
export function chainLists(
  links: readonly ChainLink[],
  namesForAll: readonly string[],
  choices: readonly Choice[],
  isMiddleware: boolean,
): ChainLists {
  const about = new Map(choices.map((choice) => [choice.name, choice]))
  const own = links.filter(({ of }) => of !== forAll)
  const linked = new Map(links.map((link) => [link.name, link]))

  function row(name: string, target: Target, isOverridden: boolean): ChainRow {
    const choice = about.get(name)
    const { problem = null, kind } = linked.get(name) ?? {}
    return {
      ...{ name, target, problem, isOverridden },
      isBuiltIn: choice?.isBuiltIn ?? kind === 'built-in',
      description: choice?.description ?? '',
    }
  }

  return {
    all: isMiddleware
      ? []
      : namesForAll.map((name) => row(name, forAll, !links.some((link) => link.name === name && link.of === forAll))),
    own: own.map(({ name, of }) => row(name, of, false)),
  }
}

/** Those that may be added to a list: not what stands in it, and not the plugin itself. */
export function choicesFor(target: Target, rows: readonly ChainRow[], choices: readonly Choice[]): readonly Choice[] {
  return choices.filter(({ name }) => name !== target && !rows.some((row) => row.name === name))
}
