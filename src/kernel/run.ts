import type { SubmitOptions } from './pending-call'
import type { PluginError } from './errors'
import { noSuchPlugin } from './known-plugin'
import type { LateCommands } from './late-commands'
import type { Chains, Submit } from './middleware/chains'
import { needsNothingAround, plainlyFits } from './plainly-fits'
import type { MiddlewareSettings } from './ports'
import type { Registry } from './registry'
import type { CallReport } from './reports'
import { whyNobodyAnswers } from './routing'
import { loadSemver } from './semver'
import { unexpected, type Swap } from './swap'

export interface RunsOptions extends LateCommands {
  readonly registry: Registry
  readonly swap: Swap
  readonly middlewareSettings: MiddlewareSettings
}

/** The two ways to call a plugin. */
export interface Runs {
  /** Through its chain. */
  readonly run: (plugin: string, input: unknown, options?: SubmitOptions) => Promise<CallReport>
  /** With nothing around it; one that waits for its first call is brought up. */
  readonly submit: Submit
}

export function createRuns({ registry, swap, middlewareSettings, commands, complete }: RunsOptions): Runs {
  async function throughChain(...call: Parameters<Chains['run']>): Promise<CallReport> {
    try {
      return await (commands() ?? (await complete())).chains.run(...call)
    } catch (bug) {
      return refused(unexpected(call[0], bug))
    }
  }

  function isSet(target: string): boolean {
    return middlewareSettings.get(target) !== null
  }

  async function submit(plugin: string, input: unknown, options: SubmitOptions): Promise<CallReport> {
    const registration = registry.get(plugin)
    if (!registration) return refused(noSuchPlugin(plugin, 'execute'))
    if (options.version !== undefined) await loadSemver()
    const { dormant } = registration
    if (dormant) void swap(registration, { source: dormant.source })
    const reason = whyNobodyAnswers(registration)
    return reason ? refused(reason) : registration.calls.submit(input, options)
  }

  return {
    submit,
    // The first output must not wait for the commands: a call that nothing needs to be around goes without them.
    async run(plugin, input, options = {}) {
      const manifest = registry.get(plugin)?.current?.build.manifest
      if (commands() || !manifest || !needsNothingAround(manifest, input) || isSet('*') || isSet(plugin))
        return throughChain(plugin, input, options)
      const report = await submit(plugin, input, options)
      return !report.ok || plainlyFits(manifest.outputSchema, report.output)
        ? report
        : throughChain(plugin, input, options, report)
    },
  }
}

function refused(error: PluginError): CallReport {
  return { ok: false, error, durationMs: 0, call: null, warnings: [] }
}
