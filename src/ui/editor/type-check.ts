import { getTypeScriptWorker, type Diagnostic } from 'monaco-editor/languages/features/typescript/register'
import type { Severity } from '../../kernel/ports'
import type { Problem } from '../../stores/problems'
import { fileKind } from './file-kind'
import type { Models } from './models'
import type { monaco } from './monaco'

export interface TypeCheck {
  /** Checks all files of a plugin soon; a newer request takes the place of one that waits or is under way. */
  request(plugin: string): void
  dispose(): void
}

export interface TypeCheckOptions {
  readonly models: Models
  readonly report: (plugin: string, problems: readonly Problem[]) => void
}

/** Not a plugin's tests: they run outside of the page, with libraries whose types are not here. */
function isChecked(path: string): boolean {
  const kind = fileKind(path)
  return kind.language === 'typescript' && kind.icon !== 'test'
}

/** How long the person has to pause. */
const pauseMs = 250

/** Asks TypeScript about a whole plugin: a type that changes in one file breaks another. */
export function createTypeCheck({ models, report }: TypeCheckOptions): TypeCheck {
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0

  async function check(plugin: string, turn: number): Promise<void> {
    const files = [...models.ofPlugin(plugin)].filter(([path]) => isChecked(path))
    if (files.length === 0) {
      report(plugin, [])
      return
    }
    const connect = await getTypeScriptWorker()
    const worker = await connect(...files.map(([, model]) => model.uri))
    const problems: Problem[] = []
    for (const [path, model] of files) {
      if (turn !== newest || model.isDisposed()) return
      const version = model.getVersionId()
      const uri = model.uri.toString()
      const syntax = await worker.getSyntacticDiagnostics(uri)
      // In a text that cannot be parsed, types are guesses: they would bury the one error that matters.
      const diagnostics = syntax.length > 0 ? syntax.slice(0, 1) : await worker.getSemanticDiagnostics(uri)
      if (turn !== newest || model.isDisposed() || model.getVersionId() !== version) return
      for (const diagnostic of diagnostics) problems.push(toProblem(plugin, path, model, diagnostic))
    }
    report(plugin, problems)
  }

  return {
    request(plugin) {
      const turn = ++newest
      clearTimeout(timer)
      timer = setTimeout(() => {
        // The worker goes with the page, and a model may go while it is asked: neither is news for anyone.
        check(plugin, turn).catch(() => undefined)
      }, pauseMs)
    },
    dispose() {
      newest++
      clearTimeout(timer)
    },
  }
}

const severities: readonly Severity[] = ['warning', 'error', 'info', 'info']

/** What the sandbox has not, by name; TypeScript only says that it cannot find it. */
const absent =
  /^Cannot find name '(document|window|fetch|localStorage|sessionStorage|indexedDB|XMLHttpRequest|WebSocket|Worker|alert)'/

function toProblem(plugin: string, path: string, model: monaco.editor.ITextModel, diagnostic: Diagnostic): Problem {
  const start = model.getPositionAt(diagnostic.start ?? 0)
  const end = model.getPositionAt((diagnostic.start ?? 0) + (diagnostic.length ?? 1))
  const message = flatten(diagnostic.messageText)
  const missing = absent.exec(message)?.[1]
  return {
    source: 'types',
    severity: severities[diagnostic.category] ?? 'error',
    plugin,
    code: `TS${diagnostic.code}`,
    message: missing ? `There is no '${missing}' where a plugin runs.` : message,
    hint: missing
      ? 'A plugin runs in a worker of its own, without a page, a network or a storage. Take what it needs as input.'
      : null,
    file: path.slice(plugin.length + 1),
    line: start.lineNumber,
    column: start.column,
    endLine: end.lineNumber,
    endColumn: end.column,
  }
}

function flatten(message: Diagnostic['messageText'], depth = 0): string {
  if (typeof message === 'string') return message
  const rest = (message.next ?? []).map((next) => `\n${'  '.repeat(depth + 1)}${flatten(next, depth + 1)}`)
  return message.messageText + rest.join('')
}
