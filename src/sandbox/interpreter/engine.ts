import { QuickJS, type JSValueHandle } from 'quickjs-wasi'
import type { Bridge, Handlers } from './bridge'
import { expose, exposeServe, type HandlerHandles } from './expose'
import type { Rejections } from './rejections'

/** QuickJS with the guest's bundle evaluated in it. */
export interface Engine {
  readonly vm: QuickJS
  /** What the guest takes of the memory before any plugin is there. */
  readonly baseBytes: number
  /** Calls the guest; nothing where it does not serve. */
  call(name: keyof Handlers, ...args: JSValueHandle[]): JSValueHandle | null
  /** A text inside QuickJS. */
  text(value: string): JSValueHandle
}

export interface EngineOptions {
  /** QuickJS as wasm. */
  readonly wasm: BufferSource
  /** The guest's bundle, as the body of a function of `BRIDGE`. */
  readonly script: string
  readonly bridge: Omit<Bridge, 'serve' | 'provide'>
  readonly onUnhandledRejection: Rejections['note']
  /**
   * Whether QuickJS is to stop what it is at, of which it asks again and again.
   *
   * @param stackNow - where that is
   */
  readonly mustStop: (stackNow: () => string | null) => boolean
}

/**
 * Where QuickJS refuses to call any deeper, by its own measure: at more than 500 plain calls. What runs it has a stack as
 * well, and gives up with no way back, which ends the realm. With this much only built-ins that nest without calling
 * anything come so far (`JSON.parse` of many thousand brackets), also while the browser has the wasm compiled in haste alone
 * (`--js-flags=--liftoff-only`), whose calls take the most room; with half of it none would, and no plugin could recurse.
 */
const stackBytes = 128 * 1024

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { wasm, script, bridge, onUnhandledRejection, mustStop } = options
  const modules = new Map<string, string>()
  let handlers: HandlerHandles | null = null

  const vm = await QuickJS.create({
    wasm,
    maxStackSize: stackBytes,
    interruptHandler: () => mustStop(stackNow),
    onUnhandledRejection,
    moduleLoader: { normalize: (_importer, name) => name, load: moduleText },
  })
  const provide = (url: string, code: string) => void modules.set(url, code)
  const exposed = expose(vm, { ...bridge, provide } satisfies Omit<Bridge, 'serve'>)
  exposeServe(vm, exposed, (given) => (handlers = given))
  const main = vm.evalCode(`(function (BRIDGE) {${script}\n})`, 'hotplug:guest')
  vm.callFunction(main, vm.undefined, exposed).dispose()
  main.dispose()
  exposed.dispose()

  function moduleText(name: string): string {
    const code = modules.get(name)
    if (code !== undefined) return code
    const error = new TypeError(`There is no module '${name}' here`)
    // The worker's own lines are no help to a plugin.
    error.stack = ''
    throw error
  }

  function stackNow(): string | null {
    try {
      return vm.evalCode('new Error().stack', 'hotplug:interrupt').consume((stack) => stack.toString())
    } catch {
      return null
    }
  }

  return {
    vm,
    baseBytes: vm.getMemoryUsage().mallocSize,
    call(name, ...args) {
      try {
        return handlers && vm.callFunction(handlers[name], vm.undefined, ...args)
      } finally {
        for (const arg of args) arg.dispose()
      }
    },
    text(value) {
      const handle = vm.newString(value)
      if (!handle.isString) throw new Error('out of memory')
      return handle
    },
  }
}
