import { loaderOf, maxSourceCharacters } from './bundling/options'

export function charactersOf(files: ReadonlyMap<string, string>): number {
  let characters = 0
  for (const text of files.values()) characters += text.length
  return characters
}

/**
 * Whether it is plain that esbuild can be asked, as it is of nearly every source. Of the others `checkSource` knows more,
 * which the first output need not wait for.
 */
export function isSound(main: string, files: ReadonlyMap<string, string>): boolean {
  return files.has(main) && loaderOf(main) !== undefined && charactersOf(files) <= maxSourceCharacters
}
