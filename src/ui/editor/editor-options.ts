import type { monaco } from './monaco'

/** What leaving by Escape must not take from: each of these has a use for the key itself. */
export const escapeIsFree = [
  'editorTextFocus',
  '!suggestWidgetVisible',
  '!findWidgetVisible',
  '!parameterHintsVisible',
  '!renameInputVisible',
  '!inSnippetMode',
  '!inlineSuggestionVisible',
  '!editorHoverVisible',
  '!markersNavigationVisible',
  '!referenceSearchVisible',
  '!editorHasSelection',
  '!editorHasMultipleSelections',
].join(' && ')

/** PlainEditor.vue has the same metrics, so that nothing moves when Monaco takes over. */
export const editorOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  model: null,
  automaticLayout: true,
  // The page's own theme heeds forced colours; Monaco's would be light on a dark page.
  autoDetectHighContrast: false,
  fixedOverflowWidgets: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSize: 14,
  lineHeight: 22,
  fontLigatures: true,
  padding: { top: 8, bottom: 24 },
  lineNumbersMinChars: 5,
  lineDecorationsWidth: 6,
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  bracketPairColorization: { enabled: false },
  guides: { indentation: true, bracketPairs: false, highlightActiveIndentation: false },
  renderLineHighlight: 'all',
  renderLineHighlightOnlyWhenFocus: false,
  renderWhitespace: 'none',
  // The number of an empty last line would be dimmed below the contrast that every text has.
  renderFinalNewline: 'on',
  occurrencesHighlight: 'singleFile',
  selectionHighlight: true,
  roundedSelection: true,
  overviewRulerLanes: 2,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: true,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  cursorBlinking: 'smooth',
  cursorWidth: 2,
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: true,
  wordWrap: 'off',
  wordBasedSuggestions: 'off',
  suggest: { showWords: false, preview: false },
  quickSuggestions: { other: true, comments: false, strings: true },
  tabCompletion: 'on',
  contextmenu: true,
  links: true,
  // None is ever shown, and the question costs a type check 40 ms after each key, just when a save is under way.
  inlayHints: { enabled: 'off' },
  unicodeHighlight: { ambiguousCharacters: false },
  accessibilityPageSize: 200,
}

/** A finger neither hovers nor hits a fold's arrow, and a narrow screen has no room for wide margins. */
export const narrowOptions: monaco.editor.IEditorOptions = {
  folding: false,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 12,
  contextmenu: false,
}
export const wideOptions: monaco.editor.IEditorOptions = {
  folding: true,
  lineNumbersMinChars: 5,
  lineDecorationsWidth: 6,
  contextmenu: true,
}
