import type { CompileResult } from '../kernel/ports'

/** One compile's outcome with all that it depends on. */
export interface CacheEntry {
  readonly main: string
  /** Which files there were: a file that comes or goes can change what an import means. */
  readonly paths: string
  /** The files that went in, with their texts. All the others may change without a new compile. */
  readonly inputs: ReadonlyMap<string, string>
  readonly result: CompileResult
}

export interface CompileCache {
  find(main: string, files: ReadonlyMap<string, string>): CompileResult | null
  add(entry: CacheEntry): void
}

/** The paths of a plugin's files as one text that can be compared. */
export function pathsOf(files: ReadonlyMap<string, string>): string {
  return [...files.keys()].sort().join('\n')
}

/** Keeps the outcomes used last: at most so many, and not more than so many characters together. */
export function createCompileCache({ maxEntries = 100, maxCharacters = 16_000_000 } = {}): CompileCache {
  /** The one used last stands last. */
  const entries: CacheEntry[] = []

  return {
    find(main, files) {
      const paths = pathsOf(files)
      const index = entries.findLastIndex(
        (entry) =>
          entry.main === main &&
          entry.paths === paths &&
          [...entry.inputs].every(([path, text]) => files.get(path) === text),
      )
      const [entry] = index < 0 ? [] : entries.splice(index, 1)
      if (entry === undefined) return null
      entries.push(entry)
      return entry.result.ok ? { ...entry.result, cached: true } : entry.result
    },
    add(entry) {
      entries.push(entry)
      let characters = entries.reduce((sum, each) => sum + sizeOf(each), 0)
      while (entries.length > 1 && (entries.length > maxEntries || characters > maxCharacters)) {
        const oldest = entries.shift()
        if (oldest !== undefined) characters -= sizeOf(oldest)
      }
    },
  }
}

function sizeOf({ inputs, result }: CacheEntry): number {
  let size = result.ok ? result.module.code.length : 0
  for (const text of inputs.values()) size += text.length
  return size
}
