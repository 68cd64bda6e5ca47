/** An import or require whose path starts out relative and is put together at run time. */
const patternImport = /\b(?:import|require)\s*\(\s*(?:`\.{1,2}\/[^`]*\$\{|(['"])\.{1,2}\/[^'"\n]*\1\s*\+)/

/**
 * Finds what esbuild takes for a pattern of paths. It would look for matches on a disk, which the tab does not have,
 * and then names no place; so the place is looked up here.
 */
export function findPatternImport(
  files: ReadonlyMap<string, string>,
): { readonly file: string; readonly line: number; readonly column: number } | null {
  for (const [file, text] of files) {
    const index = text.search(patternImport)
    if (index < 0) continue
    const lines = text.slice(0, index).split('\n')
    return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }
  return null
}
