import type { BrowserCompiler } from '../compiler/compiler'
import { manifestFile } from '../kernel/manifest-file'
import type { Diagnostic } from '../kernel/ports'
import { readManifest } from '../kernel/read-manifest'
import { onFolderMove } from '../workspace/folder-moves'
import { pluginOf } from '../workspace/path-rules'
import type { Workspace } from '../workspace/workspace'

/** What the compiler and the manifest check say of a plugin as it is typed. */
export interface CheckReport {
  readonly plugin: string
  /** Errors and warnings of all its files; empty where all is well. */
  readonly diagnostics: readonly Diagnostic[]
  /** Milliseconds that the check took. */
  readonly durationMs: number
}

export interface LiveCheck {
  /** Whether a check is under way. */
  readonly busy: boolean
  /** Checks a plugin now; edits do so by themselves. Never rejects: a check that could not be made is reported, and tells nothing. */
  check(plugin: string): Promise<void>
  /** Listens to every finished check. Returns the disposer. */
  on(listener: (report: CheckReport) => void): () => void
}

export interface LiveCheckOptions {
  readonly workspace: Pick<Workspace, 'source' | 'plugins' | 'on'>
  readonly compiler: Pick<BrowserCompiler, 'check' | 'onProgress'>
  /** Milliseconds that only ever grow. */
  readonly now: () => number
}

/**
 * Compiles a plugin whenever one of its files changes, so that the markers are there as one types and a save
 * finds its module compiled.
 */
export function createLiveCheck({ workspace, compiler, now }: LiveCheckOptions): LiveCheck {
  const listeners = new Set<(report: CheckReport) => void>()
  let underWay = 0
  let lastCheck = 0
  /** The newest check of each plugin. */
  const begun = new Map<string, number>()
  /** The newest check of each plugin that has told. */
  const told = new Map<string, number>()

  async function check(plugin: string): Promise<void> {
    try {
      await tryCheck(plugin)
    } catch (error) {
      // Some of what checks is fetched when it is needed: the next edit tries again.
      reportError(error)
    }
  }

  async function tryCheck(plugin: string): Promise<void> {
    const started = now()
    const turn = ++lastCheck
    begun.set(plugin, turn)
    const source = workspace.source(plugin)
    const manifest = await readManifest(source.files[manifestFile] ?? '', plugin)
    // A broken manifest takes longer to read than a good one: asked for now, this text would take the newer one's place.
    if (begun.get(plugin) !== turn) return
    const manifestDiagnostics = manifest.ok ? [] : manifest.error
    const checking = compiler.check(source, manifest.ok ? manifest.value.main : 'index.ts')
    underWay++
    const compiled = await checking.finally(() => underWay--)
    // A newer edit came in meanwhile, and its own check will tell; or the plugin is gone.
    if (!compiled || !begun.has(plugin)) return
    // A text that was compiled before is told at once, and may overtake one that is still being compiled.
    if (turn < (told.get(plugin) ?? 0)) return
    told.set(plugin, turn)
    const diagnostics = [...manifestDiagnostics, ...(compiled.ok ? compiled.warnings : compiled.problems)]
    for (const listener of [...listeners]) listener({ plugin, diagnostics, durationMs: now() - started })
  }

  onFolderMove(workspace, (from) => {
    begun.delete(from)
    told.delete(from)
  })

  workspace.on((change) => {
    if (change.type !== 'written' && change.type !== 'removed') return
    const plugin = pluginOf(change.path)
    if (workspace.plugins().includes(plugin)) void check(plugin)
  })

  let compilerWasDown = false
  compiler.onProgress(({ phase }) => {
    if (phase === 'failed') compilerWasDown = true
    if (phase !== 'ready' || !compilerWasDown) return
    compilerWasDown = false
    // What was told in between is that there was no compiler.
    for (const plugin of workspace.plugins()) void check(plugin)
  })

  return {
    get busy() {
      return underWay > 0
    },
    check,
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
