import { definePlugin, type CallContext } from 'hotplug'

export default definePlugin({
  async execute(text: string, { plugins }: CallContext) {
    const [sentence = ''] = text.split(/[.!?]/, 1)
    const title = await plugins.call<string>('titlecase', sentence)
    return `${title}\n${'='.repeat(title.length)}`
  },
})
