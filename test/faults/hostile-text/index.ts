import { definePlugin } from 'hotplug'

const markup = '<img src=x onerror="window.pwned = 1"><script>window.pwned = 1</script>'
const terminal = '\u001b[31mred\u001b[0m\u0007\u202Ereversed'

class Hostile extends Error {
  override name = markup
}

export default definePlugin({
  execute(input: string, ctx) {
    ctx.log.info(markup, { [markup]: markup }, terminal)
    ctx.metrics.count('<b>calls</b>')
    if (input === 'throw') throw new Hostile(markup + terminal)
    if (input === 'page') return `<div>${markup}</div>`
    return { [markup]: [markup, terminal] }
  },
})
