import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/css/register'
import 'monaco-editor/languages/definitions/html/register'
import 'monaco-editor/languages/definitions/markdown/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/yaml/register'
import * as monaco from 'monaco-editor/editor/editor.api'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker'
import { setUpJson } from './json-schema'
import { setUpTypeScript } from './types'
import { colourTypeScript } from './typescript-colours'

const workers: Readonly<Record<string, new () => Worker>> = {
  json: JsonWorker,
  typescript: TypeScriptWorker,
}

let isSetUp = false

/** Registers languages, workers and types, once for the page. */
export function setUpMonaco(): void {
  if (isSetUp) return
  isSetUp = true
  self.MonacoEnvironment = {
    getWorker: (_id, label) => new (workers[label] ?? EditorWorker)(),
  }
  colourTypeScript()
  setUpTypeScript()
  setUpJson()
}

export { monaco }
