import type { JSValueHandle, QuickJS } from 'quickjs-wasi'
import type { Handlers } from './bridge'

/** A function of the worker as QuickJS calls it: texts, numbers, flags and buffers go in, and one of them comes out. */
export type Exposed = Readonly<Record<string, (...args: never[]) => unknown>>

/** An object inside QuickJS whose functions are those of the worker. */
export function expose(vm: QuickJS, functions: Exposed): JSValueHandle {
  const object = vm.newObject()
  /** QuickJS takes a result when its function has returned; by the next call it may go. */
  let last = vm.undefined
  for (const [name, run] of Object.entries(functions)) {
    const exposed = vm.newFunction(name, (...args) => {
      const given = args.map((arg) => vm.dump(arg)) as never[]
      last.dispose()
      return (last = vm.hostToHandle(run(...given)))
    })
    vm.setProp(object, name, exposed)
    exposed.dispose()
  }
  return object
}

export type HandlerHandles = { readonly [Name in keyof Handlers]: JSValueHandle }

/** Adds `serve`, which takes functions of QuickJS and keeps them. */
export function exposeServe(vm: QuickJS, object: JSValueHandle, take: (handlers: HandlerHandles) => void): void {
  const serve = vm.newFunction('serve', (given) => {
    const kept = (name: keyof Handlers) => given.getProp(name)
    take({ receive: kept('receive'), fire: kept('fire'), rejected: kept('rejected'), giveUpLost: kept('giveUpLost') })
    return vm.undefined
  })
  vm.setProp(object, 'serve', serve)
  serve.dispose()
}
