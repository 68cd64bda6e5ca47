import { definePlugin, type CallContext } from 'hotplug'

interface Forged {
  readonly owner: string
  readonly plugin: string
}

/** Says that it is somebody else, wherever there is room to say so. */
export default definePlugin({
  async execute(forged: Forged, ctx) {
    const { storage } = ctx
    const get = storage.get as (...values: unknown[]) => Promise<unknown>
    const { owner, plugin } = forged
    const posing = { ...ctx, name: plugin, owner } as CallContext
    return [
      await get('count', forged),
      await get.call({ name: plugin, owner }, 'count'),
      await posing.storage.get('count'),
      await storage.get(`${owner} count`),
      await storage.get(`${plugin}:count`),
      await storage.keys(),
    ]
  },
})
