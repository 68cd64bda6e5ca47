function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return (error as Error).name
  }
}

/** Some engines hand it back through another global's prototype, or a structured clone of one. */
export default {
  execute: () => [
    attempt(() => new BroadcastChannel('fault').postMessage('out')),
    'BroadcastChannel' in self,
    attempt(() => Reflect.construct(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(self), 'BroadcastChannel')!.value, ['fault'])),
    attempt(() => structuredClone(new MessageChannel().port1)),
  ],
}
