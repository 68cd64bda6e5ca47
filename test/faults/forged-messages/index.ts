const stolen: unknown[] = []
const steal = function (this: unknown) {
  stolen.push(this)
}
MessagePort.prototype.postMessage = steal
Object.defineProperty(MessageEvent.prototype, 'ports', { get: steal })
Object.defineProperty(Event.prototype, 'currentTarget', { get: steal })
Object.defineProperty(MessagePort.prototype, 'onmessage', { get: steal, set: steal })

/** What an answer and a handshake look like, sent by every way that a worker has. */
function forge(id: number) {
  const answer = { type: 'answer', id, ok: true, value: { output: 'forged', warnings: [] }, telemetry: null }
  const { port1, port2 } = new MessageChannel()
  self.dispatchEvent(new MessageEvent('message', { data: answer, ports: [port2] }))
  self.dispatchEvent(new MessageEvent('message', { data: { type: 'hotplug' }, ports: [port1] }))
  for (const send of [self.postMessage, (self as { parent?: Window }).parent?.postMessage]) send?.call(self, answer as never)
}

export default {
  async execute(input: string) {
    for (let id = 0; id < 50; id++) forge(id)
    await null
    return { mine: input, stolen: stolen.length }
  },
}
