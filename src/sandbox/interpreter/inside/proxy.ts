/**
 * A structured clone refuses a Proxy without touching it. The language gives no way to ask whether something is one, so
 * they are noted as they are made: there is no other way to make one than this.
 */
import { construct } from '../../guest/language'
import { noteProxy } from '../platform-objects'

const PrivateProxy = Proxy
const { revocable } = Proxy

// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- what its constructor makes is no instance of it
export class NotedProxy {
  constructor(target: unknown, handler: unknown) {
    const proxy = construct(PrivateProxy, [target, handler]) as object
    noteProxy(proxy)
    return proxy
  }

  static revocable(target: object, handler: ProxyHandler<object>): { proxy: object; revoke: () => void } {
    const made = revocable(target, handler)
    noteProxy(made.proxy)
    return made
  }
}
