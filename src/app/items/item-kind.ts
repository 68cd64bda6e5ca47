/** What a file is read as: rows with a header, JSON values one a line, or lines of text. */
export type ItemKind = (typeof itemKinds)[number]

export const itemKinds = ['csv', 'jsonl', 'text'] as const

const kindsByEnding: Readonly<Record<string, ItemKind>> = {
  ...{ csv: 'csv', tsv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl' },
  ...{ txt: 'text', log: 'text' },
}

/** What the names of files end with that are made of items. */
export const itemEndings: readonly string[] = Object.keys(kindsByEnding)

const kindsByType: Readonly<Record<string, ItemKind>> = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/jsonl': 'jsonl',
  'application/x-ndjson': 'jsonl',
}

/** By the file's name, else by its type; whatever says neither is lines of text. */
export function kindOf(file: Blob & { readonly name?: string }): ItemKind {
  const ending = /\.([a-z]+)$/i.exec(file.name ?? '')?.[1]?.toLowerCase() ?? ''
  const type = file.type.replace(/;.*$/, '').trim().toLowerCase()
  return kindsByEnding[ending] ?? kindsByType[type] ?? 'text'
}
