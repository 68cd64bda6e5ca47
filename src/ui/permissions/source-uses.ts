import type { Position } from '../../kernel/errors'
import { kindOf, subjectOf, type PermissionKind } from './permission-words'

/** A place in a plugin's source that needs a permission. */
export interface SourceUse extends Position {
  /** The line of code, without what indents it. */
  readonly code: string
}

/** A file of a plugin; `path` within its folder. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** The members of `ctx` that need each permission. */
const members: Readonly<Record<PermissionKind, readonly string[]>> = {
  storage: [],
  sql: ['query'],
  net: ['fetch'],
  plugins: ['call'],
  clock: ['now'],
  random: ['next'],
  secrets: ['get'],
}
const storageMembers: Readonly<Record<string, readonly string[]>> = {
  'storage:read': ['get', 'keys'],
  'storage:write': ['set', 'delete'],
}

const code = /\.[cm]?[jt]sx?$/
const tests = /\.(test|spec)\.[cm]?[jt]sx?$/

/** Of code, or of a text or a comment in it. */
const token = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g

/** The text with its comments as spaces, so that every place in it stays. */
function withoutComments(text: string): string {
  return text.replace(token, (found) => (/^\/[/*]/.test(found) ? found.replace(/[^\n]/g, ' ') : found))
}

/** Code in a text is no use; what a template has in `${…}` may be one. */
function withoutTexts(text: string): string {
  return text.replace(token, (found) => (found.startsWith('`') ? found : found.replace(/[^\n]/g, ' ')))
}

/**
 * Where a plugin's source uses a capability: `ctx.storage.get(…)`, also where the context has another name or was taken
 * apart. Of `net:<origin>` and `secrets:<name>`, the uses that name it are told alone, where there are any.
 */
export function usesOf(capability: string, files: readonly SourceFile[]): SourceUse[] {
  const kind = kindOf(capability)
  const names = storageMembers[capability] ?? members[kind]
  const use = new RegExp(`(?<![\\w$])${kind}\\s*\\??\\.\\s*(?:${names.join('|')})(?![\\w$])`, 'g')
  const uses = files
    .filter(({ path }) => code.test(path) && !tests.test(path))
    .flatMap(({ path, text }) => {
      const bare = withoutComments(text)
      const lines = text.split('\n')
      return [...withoutTexts(bare).matchAll(use)].map(({ index }) => {
        const before = bare.slice(0, index).split('\n')
        const line = before.length
        const column = (before.at(-1)?.length ?? 0) + 1
        const end = bare.indexOf(')', index)
        const call = bare.slice(index, end < 0 ? undefined : end)
        return { file: path, line, column, code: (lines[line - 1] ?? '').trim(), call }
      })
    })
  const subject = kind === 'net' || kind === 'secrets' ? subjectOf(capability) : null
  const naming = subject === null ? [] : uses.filter(({ call }) => begins(call, subject))
  const seen = new Set<string>()
  return (naming.length > 0 ? naming : uses).flatMap(({ call: _call, ...place }) => {
    const key = `${place.file}:${place.line}`
    if (seen.has(key)) return []
    seen.add(key)
    return [place]
  })
}

/**
 * The same, with the place of a failed use, where it is known, first. It is the only one where the use is hidden from
 * who merely reads: `const { get } = ctx.storage`.
 */
export function usesWithFailed(capability: string, files: readonly SourceFile[], failed: Position | null): SourceUse[] {
  const uses = usesOf(capability, files)
  if (failed === null) return uses
  const isFailed = ({ file, line }: Position) => file === failed.file && line === failed.line
  if (uses.length > 0) return [...uses.filter(isFailed), ...uses.filter((use) => !isFailed(use))]
  const { file, line, column } = failed
  const text = files.find(({ path }) => path === file)?.text.split('\n')[line - 1]
  return text === undefined ? [] : [{ file, line, column, code: text.trim() }]
}

/** Whether a text in this code begins with the origin or the name, whole. */
function begins(call: string, subject: string): boolean {
  return ['"', "'", '`'].some((quote) => {
    const at = call.indexOf(quote + subject)
    return at >= 0 && !/[\w.-]/.test(call.charAt(at + 1 + subject.length))
  })
}
