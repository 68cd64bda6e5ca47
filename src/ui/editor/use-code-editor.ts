import { nextTick, onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import { useEditorStore } from '../../stores/editor'
import { firstOutput } from '../../stores/first-output'
import { useLayoutStore } from '../../stores/layout'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'
import { useProblemsStore, type Problem } from '../../stores/problems'
import type { CodeEditor } from './code-editor'
import { createPlaceMemory, type FilePlace, type PlaceMemory } from './view-state'

/** What the plain editor can tell and do until Monaco is there. */
export interface PlainText {
  focus(): void
  hasFocus(): boolean
  place(): FilePlace
  goTo(place: FilePlace): void
  /** Resolves when no input method is in the middle of a character. */
  settled(): Promise<void>
}

export interface CodeEditorParts {
  /** Where Monaco goes. */
  readonly host: Readonly<ShallowRef<HTMLElement | null>>
  readonly plain: Readonly<ShallowRef<PlainText | null>>
  /** Takes the focus when the person leaves the editor by Escape. */
  readonly leave: () => void
}

/** Loads Monaco once the first output is there, hands the text over to it, and keeps it in step with the stores. */
export function useCodeEditor({ host, plain, leave }: CodeEditorParts): {
  places: PlaceMemory
  retry: () => void
  focus: () => void
} {
  const { workspace, liveCheck } = usePlayground()
  const editor = useEditorStore()
  const layout = useLayoutStore()
  const plugins = usePluginsStore()
  const problems = useProblemsStore()

  const places = createPlaceMemory(workspace.settings)
  const code = shallowRef<CodeEditor | null>(null)
  let isGone = false

  async function load(): Promise<void> {
    if (editor.phase === 'loading' || editor.phase === 'ready') return
    editor.phase = 'loading'
    try {
      const { createCodeEditor } = await import('./code-editor')
      await plain.value?.settled()
      if (isGone || !host.value) return
      const made = createCodeEditor({
        element: host.value,
        workspace,
        places,
        isDark: layout.isDark,
        edit: (path, text) => editor.edit(path, text),
        onCursor: (position) => (editor.cursor = position),
        onLeave: leave,
        reportTypes(plugin, found) {
          types.set(plugin, found)
          showTypes(plugin)
        },
      })
      made.setNarrow(layout.isNarrow)
      made.show(editor.active || null)
      if (plain.value) made.goTo(plain.value.place())
      const hadFocus = plain.value?.hasFocus() ?? false
      code.value = made
      editor.phase = 'ready'
      made.showProblems(problems.all)
      made.checkTypesOf(plugins.current)
      if (hadFocus) made.focus()
    } catch (error) {
      editor.phase = 'failed'
      // The page goes on with the plain editor; the reason is for whoever looks into it.
      reportError(error)
    }
  }

  /** What TypeScript said last, by plugin. */
  const types = new Map<string, readonly Problem[]>()

  /** esbuild tells of syntax and of imports that lead nowhere; TypeScript need not say it again in the same place. */
  function showTypes(plugin: string): void {
    const told = problems.of(plugin).filter(({ source, severity }) => source === 'compiler' && severity === 'error')
    const isTold = (problem: Problem): boolean =>
      told.some(({ file, line }) => file === problem.file && (line === problem.line || isSyntax(problem)))
    problems.set(
      plugin,
      'types',
      (types.get(plugin) ?? []).filter((problem) => !isTold(problem)),
    )
  }

  function focus(): void {
    if (code.value) code.value.focus()
    else plain.value?.focus()
  }

  /** The newest place that was asked for; it waits for the editor where that is not there yet. */
  async function follow(): Promise<void> {
    const asked = editor.reveal
    if (!asked) return
    await nextTick()
    if (editor.active !== asked.path) return
    const position = { line: asked.line, column: asked.column }
    if (code.value) {
      code.value.show(asked.path)
      code.value.reveal(position)
    } else {
      plain.value?.goTo({ start: position, end: position, scrollTop: Math.max(0, (asked.line - 8) * 22) })
      plain.value?.focus()
    }
  }

  watch(
    () => editor.active,
    (path) => code.value?.show(path || null),
  )
  watch(
    () => editor.reveal?.request,
    () => void follow(),
  )
  watch(
    () => layout.isDark,
    // The page puts its own theme on in the same turn; Monaco reads the colours after it.
    (isDark) => requestAnimationFrame(() => code.value?.applyTheme(isDark)),
  )
  watch(
    () => layout.isNarrow,
    (isNarrow) => code.value?.setNarrow(isNarrow),
  )
  watch(
    () => problems.all,
    (all) => code.value?.showProblems(all),
  )
  watch(
    () => plugins.current,
    (plugin) => code.value?.checkTypesOf(plugin),
  )
  watch(
    () => layout.focusRequest,
    (asked) => {
      if (asked?.area === 'editor') void nextTick(focus)
    },
  )

  onMounted(async () => {
    await firstOutput()
    whenIdle(() => void load())
  })

  const stopListening = liveCheck.on(({ plugin }) => {
    if (types.has(plugin)) showTypes(plugin)
  })

  onBeforeUnmount(() => {
    isGone = true
    stopListening()
    code.value?.dispose()
    editor.phase = 'waiting'
  })

  return { places, retry: () => void load(), focus }
}

/** After the frame that shows the output; soon even on a page that is never idle. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 300 })
  else setTimeout(work, 50)
}

/** TypeScript numbers its errors of syntax from 1000 to 1999. */
function isSyntax({ code }: Problem): boolean {
  return /^TS1\d{3}$/.test(code ?? '')
}
