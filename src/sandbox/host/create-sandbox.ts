import type { Clock, Realm, Sandbox } from '../../kernel/ports'
import { fail, ok } from '../../kernel/result'
import { openFrame } from './frame'
import { createHeartbeat } from './heartbeat'
import { openHedged } from './hedged-opening'
import { createRealm } from './realm'
import { createSpare } from './spare'
import type { Patience } from './vital-signs'

export interface SandboxOptions {
  readonly clock: Clock
  /** Where `sandbox.html` is. */
  readonly url: string | URL
  /** What the frames are put into; the body unless told. */
  readonly parent?: HTMLElement
  /** How long a frame may take to come up. */
  readonly startMs?: number
  /** Between two pings of every worker. */
  readonly beatMs?: number
  readonly patience?: Patience
}

export interface BrowserSandbox extends Sandbox {
  /** Ends every realm and the spare. */
  dispose(): void
}

/** A frame is up in a tenth of this, save on a machine that is very busy. */
const hedgeMs = 1_500

const defaultPatience: Patience = { silentAfter: 2, giveUpAfter: 14, frameGoneAfter: 2 }

/**
 * Runs plugins in frames of an opaque origin, each with one worker. One spare is kept warm.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox({ clock, url: new URL('sandbox.html', document.baseURI) })
 * const realm = await sandbox.open()
 * ```
 */
export function createSandbox(options: SandboxOptions): BrowserSandbox {
  const { clock, parent = document.body, startMs = 10_000, beatMs = 750, patience = defaultPatience } = options
  const url = String(options.url)
  const heartbeat = createHeartbeat(clock, beatMs)
  const open = () => openHedged(() => openFrame({ url, parent, clock, startMs }), clock, hedgeMs)
  const spare = createSpare({ open, clock, heartbeat, patience })
  const realms = new Set<Realm>()
  let lastId = 0
  let disposed = false

  return {
    async open() {
      const opened = await spare.take()
      if (!opened.ok) return opened
      if (disposed) {
        opened.value.remove()
        return fail({ code: 'CANCELLED', message: 'The sandbox was closed.' })
      }
      const realm = createRealm({
        id: ++lastId,
        frame: opened.value,
        heartbeat,
        patience,
        onGone: () => realms.delete(realm),
      })
      realms.add(realm)
      return ok(realm)
    },
    dispose() {
      disposed = true
      heartbeat.dispose()
      spare.dispose()
      for (const realm of [...realms]) realm.dispose()
    },
  }
}
