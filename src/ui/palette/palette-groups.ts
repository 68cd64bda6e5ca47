import type { Command } from '../../stores/command'
import { fuzzyMatch } from './fuzzy'

/** A run of characters of a title, matched by the query or not. */
export interface TitlePart {
  readonly text: string
  readonly isMatch: boolean
}

export interface PaletteItem {
  readonly command: Command
  readonly parts: readonly TitlePart[]
}

export interface PaletteGroup {
  readonly name: string
  readonly items: readonly PaletteItem[]
}

/** More than a person reads; a longer query finds the rest. */
const maxItems = 60

/** The commands that answer the query, best first, in groups of which the one with the best answer is first. */
export function groupCommands(commands: readonly Command[], query: string): PaletteGroup[] {
  const found = commands
    .flatMap((command) => {
      const match = fuzzyMatch(query, command.title)
      return match ? [{ command, ...match }] : []
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, maxItems)

  const groups = new Map<string, PaletteItem[]>()
  for (const { command, positions } of found) {
    const items = groups.get(command.group) ?? []
    items.push({ command, parts: toParts(command.title, positions) })
    groups.set(command.group, items)
  }
  return [...groups].map(([name, items]) => ({ name, items }))
}

function toParts(title: string, positions: readonly number[]): TitlePart[] {
  const parts: TitlePart[] = []
  for (const [index, text] of title.split('').entries()) {
    const isMatch = positions.includes(index)
    const last = parts.at(-1)
    if (last?.isMatch === isMatch) parts[parts.length - 1] = { text: last.text + text, isMatch }
    else parts.push({ text, isMatch })
  }
  return parts
}
