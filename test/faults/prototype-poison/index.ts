const loot: unknown[] = []
const throwing = () => {
  throw new RangeError('poison')
}
const grab = function (this: unknown) {
  if (this instanceof MessagePort) loot[loot.length] = this
}
const { defineProperty } = Object

for (const [target, names] of [
  [Object, ['keys', 'freeze', 'hasOwn', 'getOwnPropertyDescriptor', 'create', 'getPrototypeOf', 'assign', 'entries']],
  [Reflect, ['apply', 'construct', 'ownKeys', 'getPrototypeOf']],
  [Array, ['isArray', 'from']],
  [Array.prototype, ['map', 'forEach', 'slice', 'join', 'push']],
  [String.prototype, ['slice', 'indexOf', 'split']],
  [Function.prototype, ['call', 'apply', 'bind', 'toString']],
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['has', 'add', 'delete']],
  [Promise.prototype, ['then', 'catch', 'finally']],
  [EventTarget.prototype, ['addEventListener', 'dispatchEvent']],
  [JSON, ['stringify', 'parse']],
  [performance, ['now']],
  [Date, ['now']],
] as [Record<string, unknown>, string[]][]) {
  for (const name of names) target[name] = throwing
}
MessagePort.prototype.postMessage = grab as never
defineProperty(MessageEvent.prototype, 'data', { get: grab })
defineProperty(MessagePort.prototype, 'onmessage', { get: grab, set: grab })
for (const key of ['then', 'get', 'set', 'value', 'fault', 'telemetry', 'type', 'transfer'])
  defineProperty(Object.prototype, key, { __proto__: null, configurable: true, get: grab, set() {} } as PropertyDescriptor)
for (const name of ['Error', 'Map', 'Set', 'Promise', 'Blob', 'structuredClone', 'queueMicrotask', 'String', 'Number'])
  (self as never as Record<string, unknown>)[name] = grab
self.onmessage = grab
self.postMessage = grab
Array.prototype[Symbol.iterator] = throwing

export default {
  execute(input: string) {
    if (input === 'throw') JSON.parse(input)
    return { input, ports: loot.length }
  },
}
