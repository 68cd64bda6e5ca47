import type { Build } from './build'
import { withDeadline } from './deadline'
import type { Position } from './errors'
import type { Clock, GuestFault, GuestMethod, GuestRequests, Realm, Sandbox } from './ports'

/** How the message of a loop's guard begins; the loop's line and column in the compiled code follow: `12:3`. */
export const loopFault = 'hotplug:loop '

/** Longer than a guard lets a module loop, in milliseconds. */
const patienceMs = 2_000

/** What the plugin was doing when it stopped answering. */
export type HungIn = { readonly method: 'load' | 'init' } | { readonly method: 'execute'; readonly input: unknown }

export interface PostMortemOptions {
  readonly clock: Clock
  readonly sandbox: Sandbox
  /** The same module text with a guard in each loop that throws {@link loopFault}. */
  readonly guardLoops: (code: string) => Promise<string>
}

/**
 * Finds the loop in which a plugin hangs. A worker that spins cannot be asked, so its build is run once more in a
 * realm of its own with a guard in each loop, up to the same point and with the same input.
 *
 * @returns the loop's place in the author's source, or `null` if no loop was the reason
 */
export type PostMortem = (build: Build, hungIn: HungIn) => Promise<Position | null>

export function createPostMortem({ clock, sandbox, guardLoops }: PostMortemOptions): PostMortem {
  return async (build, hungIn) => {
    const code = await guardLoops(build.module.code)
    const opened = await sandbox.open()
    if (!opened.ok) return null
    const realm = opened.value
    try {
      const fault = await rerun(realm, build, code, hungIn)
      const place = fault?.message.includes(loopFault) ? /(\d+):(\d+)$/.exec(fault.message) : null
      return place && (await build.module.locate(Number(place[1]), Number(place[2])))
    } finally {
      realm.dispose()
    }
  }

  async function rerun(realm: Realm, build: Build, code: string, hungIn: HungIn): Promise<GuestFault | null> {
    const { name, version, config, limits } = build.manifest
    const loaded = await ask(realm, 'load', { code, name, version, generation: build.generation, config })
    if (!loaded.ok) return loaded.fault
    if (loaded.value.init) {
      const initialised = await ask(realm, 'init', {})
      if (!initialised.ok) return initialised.fault
    }
    if (hungIn.method !== 'execute') return null
    const answered = await ask(realm, 'execute', { input: hungIn.input, maxBytes: limits.outputBytes })
    return answered.ok ? null : answered.fault
  }

  async function ask<Method extends GuestMethod>(
    realm: Realm,
    method: Method,
    params: GuestRequests[Method]['params'],
  ): Promise<
    | { readonly ok: true; readonly value: GuestRequests[Method]['result'] }
    | { readonly ok: false; readonly fault: GuestFault | null }
  > {
    const timed = await withDeadline(clock, patienceMs, realm.request(method, params).settled)
    if (timed.timedOut) return { ok: false, fault: null }
    return timed.value.ok ? timed.value : { ok: false, fault: timed.value.error }
  }
}
