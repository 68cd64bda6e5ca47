import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(lines: number, ctx) {
    for (let line = 0; line < lines; line++) ctx.log.info('line', line, { at: [line] })
    return lines
  },
})
