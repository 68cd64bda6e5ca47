import { structuredPatch } from 'diff'
import type { PluginSource } from '../../kernel/ports'

export interface DifferenceLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
  /** From 1, in the file that has the line: the older one's for a removed line. */
  readonly number: number
}

/** How one file differs between a save and now. */
export interface FileDifference {
  readonly file: string
  readonly kind: 'changed' | 'added' | 'removed'
  readonly added: number
  readonly removed: number
  /** Runs of changed lines with a few around them; `null` where the two are too different to be read line by line. */
  readonly hunks: readonly (readonly DifferenceLine[])[] | null
}

/** Beyond this many changed lines nobody reads on, and the search for the shortest difference gets slow. */
const maxChangedLines = 2_000

/** What changed from one set of files to another, file by file; files that are the same are left out. */
export function sourceDifference(before: PluginSource, after: PluginSource): readonly FileDifference[] {
  const files = [...new Set([...Object.keys(before.files), ...Object.keys(after.files)])].sort()
  return files.flatMap((file) => {
    const old = before.files[file]
    const now = after.files[file]
    return old === now ? [] : [fileDifference(file, old, now)]
  })
}

function fileDifference(file: string, old: string | undefined, now: string | undefined): FileDifference {
  const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
  const patch = structuredPatch(file, file, old ?? '', now ?? '', undefined, undefined, {
    context: 3,
    maxEditLength: maxChangedLines,
  })
  if (!patch) return { file, kind, added: 0, removed: 0, hunks: null }
  const hunks = patch.hunks.map((hunk) => toLines(hunk.lines, hunk.oldStart, hunk.newStart))
  const count = (wanted: DifferenceLine['kind']): number => hunks.flat().filter((line) => line.kind === wanted).length
  return { file, kind, added: count('added'), removed: count('removed'), hunks }
}

function toLines(lines: readonly string[], oldStart: number, newStart: number): readonly DifferenceLine[] {
  let oldLine = oldStart
  let newLine = newStart
  return lines.flatMap((line): DifferenceLine[] => {
    const text = line.slice(1)
    switch (line[0]) {
      case '-':
        return [{ kind: 'removed', text, number: oldLine++ }]
      case '+':
        return [{ kind: 'added', text, number: newLine++ }]
      case ' ':
        oldLine++
        return [{ kind: 'same', text, number: newLine++ }]
      default:
        // "\ No newline at end of file" is a remark, not a line.
        return []
    }
  })
}
