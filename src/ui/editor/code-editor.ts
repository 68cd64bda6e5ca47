import type { Problem } from '../../stores/problems'
import type { Workspace } from '../../workspace/workspace'
import { editorOptions, escapeIsFree, narrowOptions, wideOptions } from './editor-options'
import { fileKind } from './file-kind'
import { createMarkers } from './markers'
import { createModels } from './models'
import { monaco, setUpMonaco } from './monaco'
import { applyTheme } from './theme'
import { createTypeCheck } from './type-check'
import type { FilePlace, PlaceMemory, TextPosition } from './view-state'

/** Monaco on the workspace's files. Everything in this module and below it is loaded after the first output. */
export interface CodeEditor {
  /** Puts a file on screen, where the person left it; with `null`, none. */
  show(path: string | null): void
  /** Goes to a place of the file on screen: as it was in the plain editor. */
  goTo(place: FilePlace): void
  /** Shows a position in the middle, lights its line up for a moment, and takes the focus. */
  reveal(position: TextPosition): void
  focus(): void
  hasFocus(): boolean
  /** Takes the page's colours anew. */
  applyTheme(isDark: boolean): void
  setNarrow(isNarrow: boolean): void
  showProblems(problems: readonly Problem[]): void
  /** Checks the types of a plugin, and again whenever one of its files changes, until another is named. */
  checkTypesOf(plugin: string): void
  dispose(): void
}

export interface CodeEditorOptions {
  readonly element: HTMLElement
  readonly workspace: Workspace
  readonly places: PlaceMemory
  readonly isDark: boolean
  readonly edit: (path: string, text: string) => void
  readonly onCursor: (position: TextPosition) => void
  /** The person wants out: Escape was pressed and nothing in the editor needed it. */
  readonly onLeave: () => void
  readonly reportTypes: (plugin: string, problems: readonly Problem[]) => void
}

const flashMs = 1_200
const keepPlaceMs = 300

export function createCodeEditor(options: CodeEditorOptions): CodeEditor {
  const { element, workspace, places, edit, onCursor, onLeave, reportTypes } = options
  setUpMonaco()
  applyTheme(options.isDark)
  const editor = monaco.editor.create(element, editorOptions)
  const models = createModels({ workspace, edit })
  const markers = createMarkers(models)
  const typeCheck = createTypeCheck({ models, report: reportTypes })
  const views = new Map<string, monaco.editor.ICodeEditorViewState>()
  const flash = editor.createDecorationsCollection()
  let shown: string | null = null
  let checked = ''
  let flashTimer: ReturnType<typeof setTimeout> | undefined
  let placeTimer: ReturnType<typeof setTimeout> | undefined

  function keepPlace(): void {
    clearTimeout(placeTimer)
    const selection = editor.getSelection()
    if (shown === null || !selection) return
    places.set(shown, {
      start: { line: selection.startLineNumber, column: selection.startColumn },
      end: { line: selection.endLineNumber, column: selection.endColumn },
      scrollTop: editor.getScrollTop(),
    })
  }

  function keepView(): void {
    const view = editor.saveViewState()
    if (shown !== null && view && models.of(shown)) {
      views.set(shown, view)
      keepPlace()
    }
  }

  function keepPlaceSoon(): void {
    clearTimeout(placeTimer)
    placeTimer = setTimeout(keepPlace, keepPlaceMs)
  }

  function goTo({ start, end, scrollTop }: FilePlace): void {
    editor.setSelection(new monaco.Selection(start.line, start.column, end.line, end.column))
    editor.setScrollTop(scrollTop, monaco.editor.ScrollType.Immediate)
  }

  function show(path: string | null): void {
    const model = path === null ? null : models.of(path)
    if (path === shown && editor.getModel() === model) return
    keepView()
    shown = path
    editor.setModel(model)
    if (path === null || !model) return
    const kind = fileKind(path)
    editor.updateOptions({
      wordWrap: kind.language === 'markdown' ? 'on' : 'off',
      ariaLabel: `${path}, ${kind.label}. Press Escape to leave the editor.`,
    })
    const view = views.get(path)
    if (view) editor.restoreViewState(view)
    else goTo(places.get(path))
    tellCursor()
  }

  function tellCursor(): void {
    const position = editor.getPosition()
    if (position) onCursor({ line: position.lineNumber, column: position.column })
  }

  function reveal({ line, column }: TextPosition): void {
    const model = editor.getModel()
    if (!model) return
    const position = model.validatePosition({ lineNumber: line, column })
    editor.setPosition(position)
    editor.revealPositionInCenter(position, monaco.editor.ScrollType.Immediate)
    editor.focus()
    flash.set([
      {
        range: monaco.Range.fromPositions(position),
        options: { isWholeLine: true, className: 'code-editor-flash', zIndex: 2 },
      },
    ])
    clearTimeout(flashTimer)
    flashTimer = setTimeout(() => flash.clear(), flashMs)
  }

  // Whoever left by Escape and comes back by Tab is on the way through, until something is typed or clicked.
  const takeTab = (): void => {
    if (editor.getOption(monaco.editor.EditorOption.tabFocusMode)) editor.updateOptions({ tabFocusMode: false })
  }
  editor.addCommand(
    monaco.KeyCode.Escape,
    () => {
      editor.updateOptions({ tabFocusMode: true })
      onLeave()
    },
    escapeIsFree,
  )
  editor.onDidChangeModelContent(takeTab)
  editor.onMouseDown(takeTab)
  editor.onDidChangeCursorPosition(tellCursor)
  editor.onDidChangeCursorSelection(keepPlaceSoon)
  editor.onDidScrollChange(keepPlaceSoon)
  const stopChecks = models.on((path) => {
    if (path.startsWith(`${checked}/`)) typeCheck.request(checked)
    // A file that was on screen under another name, or comes back, is shown as soon as it is there.
    if (path === shown && editor.getModel() !== models.of(path)) editor.setModel(models.of(path))
  })
  // Widths measured before the font is there would put the cursor beside its character.
  void document.fonts.load("14px 'JetBrains Mono Variable'").then(() => monaco.editor.remeasureFonts())

  return {
    show,
    goTo,
    reveal,
    focus: () => editor.focus(),
    hasFocus: () => editor.hasTextFocus(),
    applyTheme,
    setNarrow: (isNarrow) => editor.updateOptions(isNarrow ? narrowOptions : wideOptions),
    showProblems: (problems) => markers.show(problems),
    checkTypesOf(plugin) {
      checked = plugin
      if (plugin) typeCheck.request(plugin)
    },
    dispose() {
      keepView()
      clearTimeout(flashTimer)
      clearTimeout(placeTimer)
      stopChecks()
      typeCheck.dispose()
      editor.dispose()
      markers.dispose()
      models.dispose()
    },
  }
}
