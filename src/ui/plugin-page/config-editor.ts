import type { JsonSchema } from '../../kernel/ports'
import type { ConfigLanguage } from '../../stores/layout'
import { editorOptions, narrowOptions } from '../editor/editor-options'
import { setConfigSchema } from '../editor/json-schema'
import { monaco, setUpMonaco } from '../editor/monaco'
import { applyTheme } from '../editor/theme'
import { ownValuesSchema } from './config-schema'
import type { TextFault } from './config-text'
import { yamlHint, yamlOffers } from './yaml-completion'

/** What is in the editor. */
export interface ShownConfig {
  readonly plugin: string
  readonly language: ConfigLanguage
  readonly text: string
  /** Of the whole config, defaults and all. */
  readonly schema: JsonSchema | undefined
}

/** A small Monaco of its own. All of this is loaded when the Config tab is looked at. */
export interface ConfigEditor {
  show(config: ShownConfig): void
  mark(faults: readonly TextFault[]): void
  focus(): void
  applyTheme(isDark: boolean): void
  dispose(): void
}

export interface ConfigEditorOptions {
  readonly element: HTMLElement
  readonly isDark: boolean
  readonly onEdit: (text: string) => void
}

const markerOwner = 'hotplug-config'

export function createConfigEditor({ element, isDark, onEdit }: ConfigEditorOptions): ConfigEditor {
  setUpMonaco()
  applyTheme(isDark)
  const editor = monaco.editor.create(element, {
    ...editorOptions,
    ...narrowOptions,
    ariaLabel: 'Config',
    scrollBeyondLastLine: false,
    padding: { top: 8, bottom: 8 },
    overviewRulerLanes: 0,
    // One of several fields on a page: Tab goes on to the next.
    tabFocusMode: true,
    wordWrap: 'on',
  })
  let shown: ShownConfig | null = null
  let isFilling = false

  const completion = monaco.languages.registerCompletionItemProvider(
    { language: 'yaml', scheme: 'hotplug' },
    {
      triggerCharacters: [' ', ':'],
      provideCompletionItems(model, position) {
        if (model !== editor.getModel()) return { suggestions: [] }
        const word = model.getWordUntilPosition(position)
        const { lineNumber } = position
        const range = new monaco.Range(lineNumber, word.startColumn, lineNumber, position.column)
        const before = model.getValueInRange(new monaco.Range(1, 1, lineNumber, position.column))
        const { Property, Value } = monaco.languages.CompletionItemKind
        return {
          suggestions: yamlOffers(before, shown?.schema, model.getValue()).map(({ kind, label, insert, detail }) => ({
            label,
            kind: kind === 'name' ? Property : Value,
            insertText: insert,
            documentation: detail,
            range,
            // What follows a name is its value.
            ...(kind === 'name' ? { command: { id: 'editor.action.triggerSuggest', title: 'Suggest a value' } } : {}),
          })),
        }
      },
    },
  )

  const hints = monaco.languages.registerHoverProvider(
    { language: 'yaml', scheme: 'hotplug' },
    {
      provideHover(model, position) {
        const word = model.getWordAtPosition(position)
        if (model !== editor.getModel() || !word) return null
        const { lineNumber } = position
        const before = model.getValueInRange(new monaco.Range(1, 1, lineNumber, word.endColumn))
        const value = yamlHint(before, word.word, shown?.schema)
        const range = new monaco.Range(lineNumber, word.startColumn, lineNumber, word.endColumn)
        return value === null ? null : { range, contents: [{ value }] }
      },
    },
  )

  function replaceModel({ plugin, language, text }: ShownConfig): void {
    editor.getModel()?.dispose()
    const uri = monaco.Uri.parse(addressOf(plugin, language))
    const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, language, uri)
    if (model.getValue() !== text) model.setValue(text)
    model.updateOptions({
      tabSize: 2,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
    model.onDidChangeContent(() => {
      if (!isFilling) onEdit(model.getValue())
    })
    editor.setModel(model)
  }

  function fill(text: string): void {
    const model = editor.getModel()
    if (!model || model.getValue() === text) return
    isFilling = true
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    model.pushStackElement()
    isFilling = false
  }

  return {
    show(config) {
      if (config.language === 'json') setConfigSchema(addressOf(config.plugin, 'json'), ownValuesSchema(config.schema))
      const isOther = shown?.plugin !== config.plugin || shown.language !== config.language
      shown = config
      if (isOther) replaceModel(config)
      else fill(config.text)
    },
    mark(faults) {
      const model = editor.getModel()
      if (!model) return
      const markers = faults.map(({ message, start, end }) => {
        const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
        return {
          severity: monaco.MarkerSeverity.Error,
          message,
          startLineNumber: from.lineNumber,
          startColumn: from.column,
          endLineNumber: to.lineNumber,
          endColumn: to.column,
        }
      })
      monaco.editor.setModelMarkers(model, markerOwner, markers)
    },
    focus: () => editor.focus(),
    applyTheme,
    dispose() {
      completion.dispose()
      hints.dispose()
      editor.getModel()?.dispose()
      editor.dispose()
    },
  }
}

function addressOf(plugin: string, language: ConfigLanguage): string {
  return `hotplug://config/${plugin}.${language}`
}
