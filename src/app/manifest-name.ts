import { applyEdits, modify } from 'jsonc-parser'

/** The text of a plugin.json with another name in it; every other character stays as it was. */
export function withName(manifest: string, name: string): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 }
  return applyEdits(manifest, modify(manifest, ['name'], name, { formattingOptions }))
}
