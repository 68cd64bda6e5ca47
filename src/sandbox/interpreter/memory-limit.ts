import type { QuickJS } from 'quickjs-wasi'
import { isFunction, isObject } from '../guest/kinds-of-value'

/**
 * Sets how much QuickJS may hold. The library takes a limit when it starts and no later, and a warm realm was started before
 * anybody knew which plugin it is for.
 *
 * @throws where the library is not what it was
 */
export function setMemoryLimit(vm: QuickJS, bytes: number): void {
  const exports: unknown = Reflect.get(vm, 'exports')
  const set = isObject(exports) ? exports['qjs_set_memory_limit'] : undefined
  if (!isFunction(set)) throw new Error('QuickJS takes no limit of memory here')
  set(bytes)
}
