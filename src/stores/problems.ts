import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { PluginError } from '../kernel/errors'
import type { Diagnostic, Severity } from '../kernel/ports'
import { positionOf } from './console'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

export type ProblemSource = 'compiler' | 'types' | 'save' | 'run'

/** One line of the Problems tab. */
export interface Problem {
  readonly source: ProblemSource
  readonly severity: Severity
  readonly plugin: string
  /** The error's code where it has one: `INIT`, `TIMEOUT`, `TS2322`. */
  readonly code: string | null
  readonly message: string
  readonly hint: string | null
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly endLine: number | null
  readonly endColumn: number | null
}

type BySource = Partial<Record<ProblemSource, readonly Problem[]>>

/** What is wrong with the plugins: as compiled while typing, as typed, as saved, and as run last. */
export const useProblemsStore = defineStore('problems', () => {
  const { liveCheck, workspace } = usePlayground()
  const byPlugin = shallowReactive(new Map<string, BySource>())

  const all = computed(() =>
    [...byPlugin.values()].flatMap((sources) => [
      ...(sources.compiler ?? []),
      ...(sources.types ?? []),
      ...(sources.save ?? []),
      ...(sources.run ?? []),
    ]),
  )
  const errors = computed(() => all.value.filter((problem) => problem.severity === 'error').length)
  const warnings = computed(() => all.value.filter((problem) => problem.severity === 'warning').length)

  function of(plugin: string): readonly Problem[] {
    return all.value.filter((problem) => problem.plugin === plugin)
  }

  function set(plugin: string, source: ProblemSource, problems: readonly Problem[]): void {
    const known = byPlugin.get(plugin)?.[source] ?? []
    if (known.length === 0 && problems.length === 0) return
    byPlugin.set(plugin, { ...byPlugin.get(plugin), [source]: problems })
  }

  /** What is wrong with a plugin goes with it. */
  function forgetMissing(): void {
    const present = new Set(workspace.plugins())
    for (const plugin of byPlugin.keys()) if (!present.has(plugin)) byPlugin.delete(plugin)
  }

  workspace.on((change) => {
    if (change.type !== 'written' && change.type !== 'saved' && change.type !== 'status') forgetMissing()
  })
  liveCheck.on(({ plugin, diagnostics }) => {
    set(
      plugin,
      'compiler',
      diagnostics.map((diagnostic) => fromDiagnostic(plugin, diagnostic)),
    )
    set(plugin, 'save', [])
  })

  useScreenEvents().on((event) => {
    switch (event.type) {
      case 'swap-committed':
        set(event.plugin, 'save', [])
        set(event.plugin, 'run', [])
        return
      case 'swap-refused':
        // What the compiler and the manifest check say is on the list already, each with its own place.
        if (!['SUPERSEDED', 'COMPILE', 'MANIFEST'].includes(event.error.code))
          set(event.plugin, 'save', [fromError('save', event.error)])
        return
      case 'error':
        set(event.error.plugin, 'run', [fromError('run', event.error)])
        return
      case 'call-ended':
        if (event.error?.code === 'CANCELLED') return
        set(event.plugin, 'run', event.error ? [fromError('run', event.error)] : [])
        return
    }
  })

  return { all, errors, warnings, of, set }
})

function fromDiagnostic(plugin: string, diagnostic: Diagnostic): Problem {
  return { source: 'compiler', plugin, code: null, ...diagnostic, hint: diagnostic.hint ?? null }
}

function fromError(source: ProblemSource, error: PluginError): Problem {
  const position = positionOf(error)
  return {
    source,
    severity: 'error',
    plugin: error.plugin,
    code: error.code,
    message: error.message,
    hint: error.hint,
    file: position?.file ?? null,
    line: position?.line ?? null,
    column: position?.column ?? null,
    endLine: null,
    endColumn: null,
  }
}
