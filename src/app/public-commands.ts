import { noBuild, pluginError, unexpected, type PluginError } from '../kernel/errors'
import type { EventBus } from '../kernel/events'
import type { Kernel } from '../kernel/kernel'
import { notReady } from '../kernel/known-plugin'
import type { CallReport, RunOptions, RunReport } from '../kernel/reports'
import type { Workspace } from '../workspace/workspace'
import { WorkspaceError } from '../workspace/workspace-error'
import type { Hotplug } from './hotplug'
import type { HotplugPipelines } from './hotplug-pipelines'
import { setDisabled } from './start-up'

export interface PublicCommandsOptions {
  readonly version: string
  readonly ready: Promise<void>
  readonly workspace: Workspace
  readonly kernel: Kernel
  readonly events: EventBus
  /** `null` before they are there. */
  readonly pipelines: () => HotplugPipelines | null
}

/** {@link Hotplug}, made of the kernel and the workspace. */
export function createPublicCommands(options: PublicCommandsOptions): Hotplug {
  const { version, ready, workspace, kernel, events, pipelines } = options
  return {
    version,
    ready,
    files: {
      list: () => workspace.list(),
      read: (path) => workspace.read(path),
      write: (path, text) => workspace.write(path, text),
      remove: (path) => workspace.remove(path),
    },
    async save(plugin, saveOptions) {
      try {
        const source = workspace.source(plugin)
        workspace.markSaved(plugin, source)
        return await kernel.save(source, saveOptions ?? {})
      } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error
        return { ok: false, error: pluginError('NOT_FOUND', 'compile', noBuild(plugin), error.message), serving: null }
      }
    },
    async run(plugin, input, runOptions) {
      const error = runOptions ? await refusalOf(plugin, runOptions) : null
      if (error) return { ok: false, error, durationMs: 0 }
      return withoutExtras(await kernel.run(plugin, input, runOptions ?? {}))
    },
    plugins: () => kernel.status(),
    unload: (plugin) => kernel.unload(plugin),
    rollback: (...back) => kernel.rollback(...back),
    reset: (plugin) => kernel.reset(plugin),
    config: (plugin) => kernel.config(plugin),
    setConfig: (plugin, values) => kernel.setConfig(plugin, values),
    pin: (plugin, version) => kernel.pin(plugin, version),
    unpin: (plugin, version) => kernel.unpin(plugin, version),
    enable(plugin) {
      setDisabled(workspace, plugin, false)
      return kernel.enable(plugin)
    },
    disable(plugin) {
      if (workspace.plugins().includes(plugin)) setDisabled(workspace, plugin, true)
      return kernel.disable(plugin)
    },
    health: (plugin) => kernel.health(plugin),
    state: (plugin) => kernel.state(plugin),
    clearState: (plugin) => kernel.clearState(plugin),
    dependencies: () => kernel.dependencies(),
    get permissions() {
      return kernel.permissions
    },
    audit: () => kernel.permissions.audit(),
    middleware: {
      list: (plugin) => kernel.middleware.list(plugin),
      set: async (plugin, names) => kernel.middleware.set(plugin, names),
      options: (plugin, name) => kernel.middleware.options(plugin, name),
      setOptions: async (plugin, name, values) => kernel.middleware.setOptions(plugin, name, values),
    },
    metrics: (plugin) => kernel.middleware.metrics(plugin),
    get pipelines() {
      const there = pipelines()
      if (there) return there
      throw notReady()
    },
    on(listener) {
      if (typeof listener !== 'function') throw new TypeError('hotplug.on takes a function.')
      return events.on(listener)
    },
  }
}

/** Why no call is made with these options, if none is. */
async function refusalOf(plugin: string, options: RunOptions): Promise<PluginError | null> {
  try {
    const { refuseRunOptions } = await import('./run-options')
    return await refuseRunOptions(plugin, options)
  } catch (bug) {
    return unexpected(plugin, bug)
  }
}

/** The screen's extras are no part of the public report. */
function withoutExtras(report: CallReport): RunReport {
  const { durationMs } = report
  if (!report.ok) return { ok: false, error: report.error, durationMs }
  const { output, version, generation } = report
  return { ok: true, output, version, generation, durationMs }
}
