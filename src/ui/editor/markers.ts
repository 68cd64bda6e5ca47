import type { Severity } from '../../kernel/ports'
import type { Problem, ProblemSource } from '../../stores/problems'
import { fileKind } from './file-kind'
import type { Models } from './models'
import { monaco } from './monaco'

const sources: readonly ProblemSource[] = ['compiler', 'types', 'save', 'run']

const severities: Readonly<Record<Severity, monaco.MarkerSeverity>> = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
}

const sourceNames: Readonly<Record<ProblemSource, string>> = {
  compiler: 'compiler',
  types: 'types',
  save: 'last save',
  run: 'last run',
}

/** Puts the list of problems into the models, as markers with their hints. */
export function createMarkers(models: Models): { show(problems: readonly Problem[]): void; dispose(): void } {
  /** What each model was given last, by owner and path: Monaco lays out anew for each call, changed or not. */
  const given = new Map<string, string>()
  let shown: readonly Problem[] = []

  function show(problems: readonly Problem[]): void {
    shown = problems
    const byPath = new Map<string, Problem[]>()
    for (const problem of problems) {
      if (problem.file === null || problem.line === null) continue
      const path = `${problem.plugin}/${problem.file}`
      byPath.set(path, [...(byPath.get(path) ?? []), problem])
    }
    for (const path of models.paths()) showIn(path, byPath.get(path) ?? [])
  }

  function showIn(path: string, problems: readonly Problem[]): void {
    const model = models.of(path)
    if (!model) return
    const told = linesToldByJson(path, model)
    for (const source of sources) {
      const owner = `hotplug-${source}`
      const markers = problems
        .filter((problem) => problem.source === source && !told.has(problem.line ?? 0))
        .map((problem) => toMarker(model, problem))
      const key = `${owner} ${path}`
      const print = JSON.stringify(markers)
      if ((given.get(key) ?? '[]') === print) continue
      given.set(key, print)
      monaco.editor.setModelMarkers(model, owner, markers)
    }
  }

  const stopOpened = models.onOpened(() => show(shown))
  const stop = monaco.editor.onDidChangeMarkers((uris) => {
    if (uris.some((uri) => uri.path.endsWith('.json'))) show(shown)
  })

  return {
    show,
    dispose() {
      stopOpened()
      stop.dispose()
      for (const source of sources) monaco.editor.removeAllMarkers(`hotplug-${source}`)
    },
  }
}

/** Lines of a JSON file that Monaco's own check, which is there at once, has marked already. */
function linesToldByJson(path: string, model: monaco.editor.ITextModel): ReadonlySet<number> {
  if (fileKind(path).language !== 'json') return new Set()
  const markers = monaco.editor.getModelMarkers({ resource: model.uri, owner: 'json' })
  return new Set(markers.map((marker) => marker.startLineNumber))
}

function toMarker(model: monaco.editor.ITextModel, problem: Problem): monaco.editor.IMarkerData {
  const line = Math.min(problem.line ?? 1, model.getLineCount())
  const column = Math.min(problem.column ?? 1, model.getLineMaxColumn(line))
  const word = model.getWordAtPosition({ lineNumber: line, column })
  const isEmpty = problem.endLine === line && problem.endColumn === column
  const end =
    problem.endLine !== null && problem.endColumn !== null && !isEmpty
      ? { line: problem.endLine, column: problem.endColumn }
      : { line, column: word ? word.endColumn : column + 1 }
  return {
    severity: severities[problem.severity],
    message: problem.hint === null ? problem.message : `${problem.message}\n${problem.hint}`,
    source: sourceNames[problem.source],
    ...(problem.code === null ? {} : { code: problem.code }),
    startLineNumber: line,
    startColumn: column,
    endLineNumber: end.line,
    endColumn: end.column,
  }
}
