import type { Commands } from './commands'
import { unexpected, type PluginError } from './errors'
import type { EventBus } from './events'
import { giveUpVersion } from './give-up'
import type { GuestFault } from './guest-fault'
import type { Sandbox } from './guest-port'
import type { Instance } from './instance'
import type { LateCommands } from './late-commands'
import type { Clock } from './ports'
import type { PostMortem } from './post-mortem'
import type { Registry } from './registry'

export interface DeathsOptions extends LateCommands {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly sandbox: Sandbox
  /** See {@link PostMortemOptions}. */
  readonly guardLoops: (code: string) => Promise<string>
}

/** What is done at once about workers that end though nobody asked for it. */
export interface Deaths {
  /** To be told of each: has the plugin brought back where it served. */
  onDeath(instance: Instance, fault: GuestFault): void
  /** Finds the loop that a plugin hung in. */
  readonly findLoop: PostMortem
  /** Tells of the loop in which a call hung, when it is found: the caller has its answer already. */
  tellLoop(instance: Instance, input: unknown, error: PluginError): Promise<void>
}

export function createDeaths(options: DeathsOptions): Deaths {
  const { registry, clock, events, sandbox, guardLoops, commands, complete } = options

  const findLoop: PostMortem = async (...hung) => {
    // The place is an extra, and a page without a network goes without it.
    const found = await import('./post-mortem').catch(() => null)
    return found && found.createPostMortem({ clock, sandbox, guardLoops })(...hung)
  }

  async function bringBack(...dead: Parameters<Commands['recover']>): Promise<void> {
    let there: Commands
    try {
      there = commands() ?? (await complete())
    } catch (bug) {
      return noWayBack(bug, ...dead)
    }
    await there.recover(...dead)
  }

  function noWayBack(bug: unknown, ...dead: Parameters<Commands['recover']>): void {
    const [registration, active, { lifecycle }, _fault, { signal }] = dead
    if (signal.aborted) return void lifecycle.send('reaped')
    lifecycle.send('restarting')
    giveUpVersion(registration, active, unexpected(registration.name, bug), events)
  }

  return {
    findLoop,
    onDeath(instance, fault) {
      const registration = registry.get(instance.build.plugin)
      // A candidate that dies fails its own request, and a draining instance is on its way out: only the serving count.
      const active = registration?.versions.find(({ serving }) => serving === instance)
      if (!registration || !active) return
      // Before anything is awaited: from now on calls wait, and a save or an unload calls this off.
      instance.lifecycle.send('crashed')
      const recovering = new AbortController()
      active.recovering = recovering
      active.serving = null
      registration.calls.pump()
      void bringBack(registration, active, instance, fault, recovering)
    },
    async tellLoop({ build }, input, error) {
      const position = await findLoop(build, { method: 'execute', input })
      if (!position) return
      const message = `${error.message}: it was in this loop`
      events.emit({ type: 'error', error: { ...error, ...position, message } })
    },
  }
}
