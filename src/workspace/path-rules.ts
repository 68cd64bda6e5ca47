import { WorkspaceError } from './workspace-error'

export const maxPluginNameLength = 64
const maxSegmentLength = 100
const maxPathLength = 240
const maxDepth = 8

/** As keys of a plain object these reach its prototype, here or in whatever reads an exported file. */
const reservedNames = new Set(['__proto__', 'constructor', 'prototype'])

/** A path within the workspace, taken apart. */
export interface FilePath {
  readonly plugin: string
  /** The path within the plugin's folder: `index.ts`, `lib/table.ts`. */
  readonly file: string
}

interface SegmentRule {
  readonly breaks: (segment: string) => boolean
  readonly message: (segment: string) => string
}

const segmentRules: readonly SegmentRule[] = [
  {
    breaks: (segment) => segment === '.' || segment === '..',
    message: (segment) => `"${segment}" is not allowed in a path. Name the file from its plugin's folder down.`,
  },
  {
    breaks: (segment) => reservedNames.has(segment),
    message: (segment) => `"${segment}" is a reserved name. Choose another one.`,
  },
  {
    breaks: (segment) => segment.length > maxSegmentLength,
    message: () => `A name may have ${maxSegmentLength} characters. Choose a shorter one.`,
  },
  {
    // Control characters, and those that change the direction of text, would make a name look like another one.
    breaks: (segment) => /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(segment),
    message: () => 'A name may not have control characters. Type it again with letters, digits, "-", "_" and ".".',
  },
  {
    breaks: (segment) => /[:*?"<>|]/.test(segment),
    message: () => 'A name may not have any of : * ? " < > |, because not every computer can store it. Leave them out.',
  },
  {
    breaks: (segment) => segment.startsWith(' ') || /[ .]$/.test(segment),
    message: () => 'A name may not begin with a space, nor end with a space or a dot. Take it away.',
  },
]

/** What is wrong with a name for a plugin, as one sentence with a way out; `null` where it is fine. */
export function pluginNameProblem(name: string): string | null {
  const problem = folderNameProblem(name)
  if (problem !== null || /^[a-z]/.test(name)) return problem
  return `A plugin's name begins with a letter, and ${quoted(name)} does not. Put one in front, such as "my-plugin".`
}

/**
 * What is wrong with the name of a plugin's folder. One that was kept before names had to begin with a letter is fine: its
 * files can still be read, renamed and removed.
 */
function folderNameProblem(name: string): string | null {
  if (reservedNames.has(name)) return `"${name}" is a reserved name. Choose another one.`
  if (name === '') return 'A plugin needs a name: lower case letters, digits and "-", such as "word-count".'
  if (name.length > maxPluginNameLength)
    return `A plugin's name may have ${maxPluginNameLength} characters. Choose a shorter one.`
  if (!/^[a-z0-9-]+$/.test(name))
    return `${quoted(name)} cannot be a plugin's name. Use lower case letters, digits and "-", such as "word-count".`
  return null
}

/** What is wrong with a path within a plugin's folder; `null` where it is fine. */
export function filePathProblem(file: string): string | null {
  if (file === '') return 'A file needs a name, such as "index.ts".'
  if (file.includes('\\')) return 'Write "/" between folders, not "\\".'
  if (file.startsWith('/')) return 'A path may not begin with "/". Name the file from its plugin\'s folder down.'
  const segments = file.split('/')
  if (segments.length > maxDepth) return `Folders may be ${maxDepth} deep. Put the file further up.`
  for (const segment of segments) {
    if (segment === '')
      return `${quoted(file)} has an empty name in it. Write one "/" between names, and none at the end.`
    const broken = segmentRules.find((rule) => rule.breaks(segment))
    if (broken) return broken.message(segment)
  }
  return null
}

/** What is wrong with a path of the workspace, `'<plugin>/<file>'`; `null` where it is fine. */
export function pathProblem(path: string): string | null {
  if (path === '') return 'The path is empty. Write it as "<plugin>/<file>", such as "greeter/index.ts".'
  if (path.length > maxPathLength) return `A path may have ${maxPathLength} characters. Choose shorter names.`
  if (path.includes('\\')) return 'Write "/" between folders, not "\\".'
  if (path.startsWith('/')) return 'A path may not begin with "/". Write it as "<plugin>/<file>".'
  const slash = path.indexOf('/')
  if (slash < 0)
    return `${quoted(path)} does not name a file in a plugin. Write it as "<plugin>/<file>", such as "greeter/index.ts".`
  return folderNameProblem(path.slice(0, slash)) ?? filePathProblem(path.slice(slash + 1))
}

/** Takes a path of the workspace apart. @throws WorkspaceError `BAD_PATH` */
export function parsePath(path: unknown): FilePath {
  if (typeof path !== 'string') throw new WorkspaceError('BAD_PATH', 'A path is a text: "<plugin>/<file>".')
  const problem = pathProblem(path)
  if (problem !== null) throw new WorkspaceError('BAD_PATH', problem)
  return { plugin: pluginOf(path), file: fileOf(path) }
}

/** The plugin of a path that keeps the rules. */
export function pluginOf(path: string): string {
  return path.slice(0, path.indexOf('/'))
}

/** The rest of such a path: the file within the plugin's folder. */
export function fileOf(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}

/** Gives the name of a plugin's folder back. @throws WorkspaceError `BAD_PATH` */
export function parseFolderName(name: unknown): string {
  return parseName(name, folderNameProblem)
}

/** Gives a name for a plugin back. @throws WorkspaceError `BAD_PATH` */
export function parsePluginName(name: unknown): string {
  return parseName(name, pluginNameProblem)
}

function parseName(name: unknown, problemOf: (name: string) => string | null): string {
  if (typeof name !== 'string') throw new WorkspaceError('BAD_PATH', "A plugin's name is a text.")
  const problem = problemOf(name)
  if (problem !== null) throw new WorkspaceError('BAD_PATH', problem)
  return name
}

/** JSON's quotes also make control characters visible. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
