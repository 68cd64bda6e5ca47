import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(input: string, ctx) {
    if (input !== 'late') return `got ${input}`
    return new Promise<string>((resolve) => ctx.signal.addEventListener('abort', () => resolve('too late')))
  },
})
