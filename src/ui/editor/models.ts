import { pluginOf } from '../../workspace/path-rules'
import type { Workspace } from '../../workspace/workspace'
import { fileKind } from './file-kind'
import { monaco } from './monaco'
import { declareJson } from './types'

type Model = monaco.editor.ITextModel

/**
 * One Monaco model for each file of the plugins that were asked for, so that the files of a plugin see each other's
 * types. The others have none yet: a workspace may hold very many, and each model goes through Monaco's workers.
 */
export interface Models {
  /** The file's model, made with all of its plugin at the first time; `null` where there is no such file. */
  of(path: string): Model | null
  /** The models of one plugin, by path; they are made at the first time. */
  ofPlugin(plugin: string): ReadonlyMap<string, Model>
  paths(): Iterable<string>
  /** Told after a file was made, changed or removed, by whomever. Returns the disposer. */
  on(listener: (path: string) => void): () => void
  /** Told after the models of a plugin were made for the first time. Returns the disposer. */
  onOpened(listener: () => void): () => void
  dispose(): void
}

export interface ModelsOptions {
  readonly workspace: Workspace
  /** Takes an edit that was made in a model. */
  readonly edit: (path: string, text: string) => void
}

interface Entry {
  readonly model: Model
  declaration: { dispose(): void } | null
}

/** Where a file of the workspace is for Monaco. */
export function uriOf(path: string): monaco.Uri {
  return monaco.Uri.from({ scheme: 'file', path: `/plugins/${path}` })
}

export function createModels({ workspace, edit }: ModelsOptions): Models {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(path: string) => void>()
  const openingListeners = new Set<() => void>()
  /** The plugins that were asked for, also before they were there. */
  const opened = new Set<string>()
  /** The file whose change is on its way from a model to the workspace, or back. */
  let underWay: string | null = null

  function tell(path: string): void {
    for (const listener of [...listeners]) listener(path)
  }

  function add(path: string): void {
    const { language } = fileKind(path)
    const model = monaco.editor.createModel(workspace.read(path), language, uriOf(path))
    // The editor's own option of this name does not reach models that were made beside it.
    model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } })
    const entry: Entry = { model, declaration: declare(path, model) }
    entries.set(path, entry)
    model.onDidChangeContent(() => {
      if (underWay !== path) {
        underWay = path
        edit(path, model.getValue())
        underWay = null
      }
      entry.declaration = declare(path, model)
      tell(path)
    })
  }

  function open(plugin: string): void {
    if (opened.has(plugin)) return
    opened.add(plugin)
    if (!workspace.plugins().includes(plugin)) return
    for (const file of workspace.files(plugin)) add(`${plugin}/${file}`)
    for (const listener of [...openingListeners]) listener()
  }

  function remove(path: string): void {
    const entry = entries.get(path)
    entries.delete(path)
    entry?.declaration?.dispose()
    entry?.model.dispose()
  }

  /** Makes the model what the workspace has; the person can still undo past it. */
  function pull(path: string): void {
    if (underWay === path || !opened.has(pluginOf(path))) return
    if (!workspace.has(path)) {
      if (!entries.has(path)) return
      remove(path)
      return tell(path)
    }
    const entry = entries.get(path)
    if (!entry) {
      add(path)
      return tell(path)
    }
    const text = workspace.read(path)
    if (entry.model.getValue() === text) return
    underWay = path
    replaceText(entry.model, text)
    underWay = null
  }

  function pullAll(): void {
    for (const path of new Set([...entries.keys(), ...workspace.list()])) pull(path)
  }

  const stop = workspace.on((change) => {
    switch (change.type) {
      case 'written':
      case 'removed':
        return pull(change.path)
      case 'renamed':
        pull(change.from)
        return pull(change.to)
      case 'plugin-renamed':
      case 'plugin-removed':
      case 'reloaded':
        return pullAll()
    }
  })

  return {
    of(path) {
      open(pluginOf(path))
      return entries.get(path)?.model ?? null
    },
    ofPlugin(plugin) {
      open(plugin)
      return new Map(
        [...entries].filter(([path]) => pluginOf(path) === plugin).map(([path, { model }]) => [path, model]),
      )
    },
    paths: () => entries.keys(),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onOpened(listener) {
      openingListeners.add(listener)
      return () => openingListeners.delete(listener)
    },
    dispose() {
      stop()
      listeners.clear()
      openingListeners.clear()
      for (const path of [...entries.keys()]) remove(path)
    },
  }
}

function declare(path: string, model: Model): { dispose(): void } | null {
  return path.endsWith('.json') ? declareJson(model.uri.toString(), model.getValue()) : null
}

/** Replaces only what differs, as an edit: cursors and the undo history stay. */
function replaceText(model: Model, text: string): void {
  const before = model.getValue()
  const shorter = Math.min(before.length, text.length)
  let start = 0
  while (start < shorter && before[start] === text[start]) start++
  let tail = 0
  while (tail < shorter - start && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail++
  // A line end of two characters is one place to Monaco: neither end of the edit may fall between them.
  if (before[start - 1] === '\r') start--
  if (before[before.length - tail] === '\n' && tail > 0) tail--
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(before.length - tail))
  model.pushStackElement()
  model.pushEditOperations([], [{ range, text: text.slice(start, text.length - tail) }], () => null)
  model.pushStackElement()
}
