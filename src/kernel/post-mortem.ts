import type { Build } from './build'
import { withDeadline } from './deadline'
import type { Position } from './errors'
import { loopFault } from './loop-fault'
import type { GuestFault } from './guest-fault'
import type { Realm, Sandbox } from './guest-port'
import type { Clock } from './ports'

/** How long the plugin may run under guard, in milliseconds: a little longer than a guard lets a module loop. */
const rerunMs = 1_500
/** How long the search may take in all, in milliseconds: the parser may have to be fetched, and the map to be made. */
const patienceMs = 5_000

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
    let over = false
    let dispose = () => {}
    const search = async (): Promise<Position | null> => {
      const code = await guardLoops(build.module.code)
      const opened = await sandbox.open(build.manifest)
      if (!opened.ok) return null
      const realm = opened.value
      if (over) realm.dispose()
      dispose = () => realm.dispose()
      const rerunning = await withDeadline(clock, rerunMs, rerun(realm, build, code, hungIn))
      const fault = rerunning.timedOut ? null : rerunning.value
      const place = fault?.message.includes(loopFault) ? /(\d+):(\d+)$/.exec(fault.message) : null
      return place && (await build.module.locate(Number(place[1]), Number(place[2])))
    }
    // The place is an extra: without it, for whatever reason, the error is told all the same.
    const timed = await withDeadline(
      clock,
      patienceMs,
      search().catch(() => null),
    )
    over = true
    dispose()
    return timed.timedOut ? null : timed.value
  }

  async function rerun(realm: Realm, build: Build, code: string, hungIn: HungIn): Promise<GuestFault | null> {
    const { name, version, kind, limits } = build.manifest
    const { generation, config } = build
    const loaded = await realm.request('load', { code, name, version, kind, generation, config }).settled
    if (!loaded.ok) return loaded.error
    if (loaded.value.init) {
      const initialised = await realm.request('init', {}).settled
      if (!initialised.ok) return initialised.error
    }
    if (hungIn.method !== 'execute') return null
    const answered = await realm.request('execute', { input: hungIn.input, maxBytes: limits.outputBytes }).settled
    return answered.ok ? null : answered.error
  }
}
