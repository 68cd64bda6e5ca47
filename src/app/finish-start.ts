import { withDeadline } from '../kernel/deadline'
import type { Kernel } from '../kernel/kernel'
import type { Clock } from '../kernel/ports'
import { loadSemver } from '../kernel/semver'
import type { BrowserCompiler } from '../compiler/compiler'
import type { Workspace } from '../workspace/workspace'
import { seedPipelines } from './example-pipelines'
import type { Hotplug } from './hotplug'
import type { HotplugPipelines } from './hotplug-pipelines'
import { createSavedPipelines } from './saved-pipelines'

export interface FinishStartOptions {
  readonly clock: Clock
  readonly workspace: Workspace
  readonly kernel: Kernel
  readonly compiler: Pick<BrowserCompiler, 'start'>
  readonly save: Hotplug['save']
  /** The workspace has nothing but the examples. */
  readonly isNew: boolean
  /** See `FirstSights`. */
  readonly editor: Promise<void>
  readonly onPipelines: (pipelines: HotplugPipelines) => void
}

/** How long the compiler waits for the editor. */
const editorPatienceMs = 3_000

/**
 * The part of the start that no first output needs: the kernel's commands, the pipelines, the compiler. Gives a sentence
 * where the compiler could not be started, and rejects where a part could not be fetched.
 */
export async function finishStart(options: FinishStartOptions): Promise<string | null> {
  const { clock, workspace, kernel, compiler, save, isNew, editor, onPipelines } = options
  // What the first call with options or a range needs, too: it may come when the site cannot be reached.
  await Promise.all([kernel.complete(), import('./run-options'), loadSemver()])
  const pipelines = createSavedPipelines({ workspace, kernel, clock })
  onPipelines(pipelines)
  if (isNew) await seedPipelines(pipelines)
  await withDeadline(clock, editorPatienceMs, editor)
  const starting = compiler.start()
  if (import.meta.hot) {
    const { followDisk } = await import('./disk-sync')
    followDisk(workspace, { save })
  }
  const started = await starting
  return started.ok ? null : `${started.error.message} ${started.error.hint}`
}
