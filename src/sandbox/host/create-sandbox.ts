import type { GuestFault } from '../../kernel/guest-fault'
import type { Realm, Sandbox } from '../../kernel/guest-port'
import type { Clock } from '../../kernel/ports'
import { fail, ok, type Result } from '../../kernel/result'
import { type Frame, openFrame } from './frame'
import { createHeartbeat } from './heartbeat'
import { openHedged } from './hedged-opening'
import type { Interpreter } from './interpreter'
import { createRealm } from './realm'
import { createSpare } from './spare'
import type { Patience } from './vital-signs'

export interface SandboxOptions {
  readonly clock: Clock
  /** Where `sandbox.html` is; `sandbox-interpreter.html` lies beside it. */
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
  const open = (page: string, engine?: ArrayBuffer) =>
    openHedged(() => openFrame({ url: page, parent, clock, startMs, engine }), clock, hedgeMs)
  const keeping = { clock, heartbeat, patience }
  const spare = createSpare({ ...keeping, open: () => open(url) })
  const realms = new Set<Realm>()
  let interpreter: Promise<Interpreter> | undefined
  let lastId = 0
  let disposed = false

  async function takeInterpreter(memoryBytes: number): Promise<Result<Frame, GuestFault>> {
    try {
      interpreter ??= import('./interpreter').then(({ createInterpreter }) =>
        createInterpreter({ ...keeping, open: (engine) => open(url.replace('.html', '-interpreter.html'), engine) }),
      )
      return await (await interpreter).take(memoryBytes)
    } catch (error) {
      interpreter = undefined
      return fail({ code: 'INTERNAL', message: `The interpreter could not be fetched: ${String(error)}` })
    }
  }

  return {
    async open(wish) {
      const opened = await (wish?.runtime === 'interpreter' ? takeInterpreter(wish.limits.memoryBytes) : spare.take())
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
      void interpreter?.then((kept) => kept.dispose())
      for (const realm of [...realms]) realm.dispose()
    },
  }
}
