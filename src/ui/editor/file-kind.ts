/** What an icon, a language and a reader's ear need to know of a file. */
export interface FileKind {
  readonly icon: 'code' | 'json' | 'test' | 'style' | 'text' | 'markup' | 'data'
  /** Monaco's id of the language. */
  readonly language: string
  /** For people. */
  readonly label: string
}

/**
 * JavaScript is one of TypeScript's files here: one worker then knows all of a plugin's modules, and types flow
 * from one to the other.
 */
const kinds: Readonly<Record<string, FileKind>> = {
  ts: { icon: 'code', language: 'typescript', label: 'TypeScript' },
  mts: { icon: 'code', language: 'typescript', label: 'TypeScript' },
  tsx: { icon: 'code', language: 'typescript', label: 'TypeScript JSX' },
  js: { icon: 'code', language: 'typescript', label: 'JavaScript' },
  mjs: { icon: 'code', language: 'typescript', label: 'JavaScript' },
  jsx: { icon: 'code', language: 'typescript', label: 'JavaScript JSX' },
  json: { icon: 'json', language: 'json', label: 'JSON' },
  css: { icon: 'style', language: 'css', label: 'CSS' },
  html: { icon: 'markup', language: 'html', label: 'HTML' },
  svg: { icon: 'markup', language: 'html', label: 'SVG' },
  md: { icon: 'text', language: 'markdown', label: 'Markdown' },
  yaml: { icon: 'data', language: 'yaml', label: 'YAML' },
  yml: { icon: 'data', language: 'yaml', label: 'YAML' },
  csv: { icon: 'data', language: 'plaintext', label: 'CSV' },
}

const plain: FileKind = { icon: 'text', language: 'plaintext', label: 'Plain text' }

/** The kind of a file, by its name. */
export function fileKind(path: string): FileKind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const kind = kinds[name.slice(name.lastIndexOf('.') + 1)] ?? plain
  return /\.test\.[cm]?[jt]sx?$/.test(name) ? { ...kind, icon: 'test' } : kind
}
