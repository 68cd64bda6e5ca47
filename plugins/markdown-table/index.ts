import { definePlugin, type CallContext } from 'hotplug'
import { parseTable } from './parse'
import { toHtml, toMarkdown } from './render'

interface Config {
  as: 'markdown' | 'html'
}

export default definePlugin({
  execute(input: unknown, ctx: CallContext<Config>) {
    const columns = parseTable(input)
    ctx.log.info('columns', columns)
    return ctx.config.as === 'html' ? toHtml(columns) : toMarkdown(columns)
  },

  validateConfig(config) {
    const { as } = config as Partial<Config>
    if (as === 'markdown' || as === 'html') return []
    return [{ path: '/as', message: 'The table can be "markdown" or "html".' }]
  },
})
