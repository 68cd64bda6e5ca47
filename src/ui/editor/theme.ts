import * as monaco from 'monaco-editor/editor/editor.api'

type Rgb = readonly [red: number, green: number, blue: number, alpha: number]

/** Colours of code that no other part of the screen needs. */
const syntax = {
  dark: { keyword: 'c792ea', string: 'c3e88d', number: 'f78c6c', type: 'ffcb6b', call: '82aaff', regexp: '89ddff' },
  light: { keyword: '7a2bc4', string: '2f7a12', number: 'b8430c', type: '8a5a00', call: '2459c9', regexp: '0b7285' },
} as const

/**
 * Makes Monaco wear the colours of tokens.css, as they stand on the page now, and says the theme's name. Call it after
 * the page has changed its own theme.
 */
export function applyTheme(isDark: boolean): void {
  const kind = isDark ? 'dark' : 'light'
  const name = `hotplug-${kind}`
  const token = createTokenReader()
  const code = syntax[kind]
  const rule = (color: string, ...tokens: string[]): monaco.editor.ITokenThemeRule[] =>
    tokens.map((name) => ({ token: name, foreground: color.replace('#', '') }))
  const text = token('--text')
  const soft = token('--soft')

  monaco.editor.defineTheme(name, {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      ...rule(text, '', 'identifier', 'variable', 'attribute.value.number.css'),
      ...rule(code.keyword, 'keyword', 'tag', 'strong', 'keyword.json'),
      ...rule(code.string, 'string', 'string.value.json', 'attribute.value', 'string.html', 'string.link'),
      ...rule(code.number, 'number', 'keyword.literal', 'string.escape', 'keyword.json'),
      ...rule(code.type, 'type', 'type.identifier', 'type.primitive', 'attribute.name'),
      ...rule(code.call, 'function', 'string.key.json', 'keyword.md', 'variable.md'),
      ...rule(code.regexp, 'regexp', 'regexp.escape', 'regexp.escape.control'),
      ...rule(soft, 'delimiter', 'delimiter.bracket', 'delimiter.parenthesis', 'delimiter.square'),
      ...['comment', 'comment.doc'].map((comment) => ({
        token: comment,
        foreground: token('--mute').replace('#', ''),
        fontStyle: 'italic',
      })),
    ],
    colors: {
      foreground: text,
      focusBorder: token('--accent'),
      'editor.background': token('--bg'),
      'editor.foreground': text,
      'editorLineNumber.foreground': token('--mute'),
      'editorLineNumber.activeForeground': text,
      'editor.lineHighlightBackground': token('--hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editorCursor.foreground': token('--hot'),
      'editor.selectionBackground': token('--accent', 0.28),
      'editor.inactiveSelectionBackground': token('--accent', 0.16),
      'editor.selectionHighlightBackground': token('--accent', 0.12),
      'editor.wordHighlightBackground': token('--accent', 0.12),
      'editor.wordHighlightStrongBackground': token('--accent', 0.2),
      'editor.findMatchBackground': token('--hot', 0.45),
      'editor.findMatchHighlightBackground': token('--hot', 0.2),
      'editor.rangeHighlightBackground': token('--hot', 0.14),
      'editorBracketMatch.background': token('--accent', 0.14),
      'editorBracketMatch.border': '#00000000',
      'editorIndentGuide.background1': token('--line', 0.7),
      'editorIndentGuide.activeBackground1': token('--line-strong'),
      'editorWhitespace.foreground': token('--line-strong'),
      'editorError.foreground': token('--bad'),
      'editorWarning.foreground': token('--hot'),
      'editorInfo.foreground': token('--accent'),
      'editorLink.activeForeground': token('--accent-text'),
      'editorGutter.background': token('--bg'),
      'editorOverviewRuler.border': '#00000000',
      'editorWidget.background': token('--panel'),
      'editorWidget.foreground': text,
      'editorWidget.border': token('--line-strong'),
      'editorWidget.resizeBorder': token('--accent'),
      'editorHoverWidget.background': token('--panel'),
      'editorHoverWidget.border': token('--line-strong'),
      'editorHoverWidget.statusBarBackground': token('--raised'),
      'editorSuggestWidget.background': token('--panel'),
      'editorSuggestWidget.border': token('--line-strong'),
      'editorSuggestWidget.foreground': text,
      'editorSuggestWidget.selectedBackground': token('--selected'),
      'editorSuggestWidget.selectedForeground': text,
      'editorSuggestWidget.highlightForeground': token('--accent-text'),
      'editorSuggestWidget.focusHighlightForeground': token('--accent-text'),
      'editorInlayHint.background': token('--raised'),
      'editorInlayHint.foreground': soft,
      'input.background': token('--bg'),
      'input.foreground': text,
      'input.border': token('--line-strong'),
      'inputOption.activeBackground': token('--accent', 0.24),
      'inputOption.activeBorder': token('--accent'),
      'list.hoverBackground': token('--hover'),
      'list.focusBackground': token('--selected'),
      'list.highlightForeground': token('--accent-text'),
      'quickInput.background': token('--panel'),
      'quickInput.foreground': text,
      'quickInputList.focusBackground': token('--selected'),
      'menu.background': token('--panel'),
      'menu.foreground': text,
      'menu.border': token('--line'),
      'menu.selectionBackground': token('--selected'),
      'menu.selectionForeground': text,
      'menu.separatorBackground': token('--line'),
      'widget.shadow': isDark ? '#00000066' : '#141e2826',
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': token('--line-strong', 0.55),
      'scrollbarSlider.hoverBackground': token('--line-strong', 0.8),
      'scrollbarSlider.activeBackground': token('--line-strong'),
    },
  })
  monaco.editor.setTheme(name)
}

/** Reads tokens.css through the page, so that there is one place for a colour; Monaco wants `#rrggbbaa`. */
function createTokenReader(): (name: string, alpha?: number) => string {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  const style = getComputedStyle(probe)
  queueMicrotask(() => probe.remove())
  return (name, alpha = 1) => {
    probe.style.color = `var(${name})`
    const [red, green, blue, own] = parseRgb(style.color)
    const hex = (value: number): string => Math.round(value).toString(16).padStart(2, '0')
    const opacity = own * alpha
    return `#${hex(red)}${hex(green)}${hex(blue)}${opacity < 1 ? hex(opacity * 255) : ''}`
  }
}

function parseRgb(color: string): Rgb {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return [red, green, blue, alpha]
}
