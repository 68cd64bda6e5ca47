import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  small: readonly string[]
}

export default definePlugin({
  execute(line: string, { config }: CallContext<Config>) {
    const words = line.trim().split(/\s+/)
    const last = words.length - 1
    return words
      .map((word, index) => (index > 0 && index < last && config.small.includes(word) ? word : capitalise(word)))
      .join(' ')
  },
})

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
