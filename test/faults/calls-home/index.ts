import { definePlugin } from 'hotplug'
import { callHome } from './call-home'

const atLoad = callHome('load')

export default definePlugin({
  async init() {
    await callHome('init')
  },
  async execute() {
    await atLoad
    return callHome('execute')
  },
  async shutdown() {
    await callHome('shutdown')
  },
})
