import type { SubmitOptions } from './pending-call'
import { unexpected, type PluginError } from './errors'
import { noSuchPlugin } from './known-plugin'
import type { LateCommands } from './late-commands'
import type { Manifest } from './manifest-schema'
import type { Submit } from './middleware/chains'
import { needsNothingAround, plainlyFits } from './plainly-fits'
import type { MiddlewareSettings } from './ports'
import type { Registry } from './registry'
import type { CallReport } from './reports'
import { whyNobodyAnswers } from './routing'
import { loadSemver } from './semver'
import type { Swap } from './swap'

export interface RunsOptions extends LateCommands {
  readonly registry: Registry
  readonly swap: Swap
  readonly middlewareSettings: MiddlewareSettings
}

/** The two ways to call a plugin. */
export interface Runs {
  /** Through its chain. Never rejects. */
  readonly run: (plugin: string, input: unknown, options?: SubmitOptions) => Promise<CallReport>
  /** With nothing around it; one that waits for its first call is brought up. */
  readonly submit: Submit
}

export function createRuns({ registry, swap, middlewareSettings, commands, complete }: RunsOptions): Runs {
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

  /** The first output must not wait for the commands: a call that nothing needs to be around goes without them. */
  function mayGoAlone(plugin: string, manifest: Manifest, input: unknown): boolean {
    return !commands() && needsNothingAround(manifest, input) && !isSet('*') && !isSet(plugin)
  }

  return {
    submit,
    async run(plugin, input, options = {}) {
      try {
        const manifest = registry.get(plugin)?.current?.build.manifest
        let answered: CallReport | undefined
        if (manifest && mayGoAlone(plugin, manifest, input)) {
          answered = await submit(plugin, input, options)
          if (!answered.ok || plainlyFits(manifest.outputSchema, answered.output)) return answered
        }
        const { chains } = commands() ?? (await complete())
        return await chains.run(plugin, input, options, answered)
      } catch (bug) {
        return refused(unexpected(plugin, bug))
      }
    },
  }
}

function refused(error: PluginError): CallReport {
  return { ok: false, error, durationMs: 0, call: null, warnings: [] }
}
