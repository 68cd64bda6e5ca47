import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  /** The fields that are numbers, by their clean names. */
  numbers: string[]
}

type Cell = string | number | null

export default definePlugin({
  execute(row: Readonly<Record<string, string>>, ctx: CallContext<Config>) {
    const cells = Object.entries(row).map(([name, text]): [string, string] => [camelCase(name), tidy(text)])
    // A row of blanks is none: undefined leaves it out of a stream.
    if (cells.every(([, text]) => text === '')) return undefined
    const isNumber = new Set(ctx.config.numbers)
    return Object.fromEntries(
      cells.map(([name, text]): [string, Cell] => [name, isNumber.has(name) ? toNumber(name, text) : text || null]),
    )
  },
})

/** `' Order ID '` is `orderId`. */
function camelCase(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

function tidy(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/** `'1,250.50'` is 1250.5; nothing is `null`. */
function toNumber(name: string, text: string): number | null {
  if (text === '') return null
  const number = Number(text.replace(/[,_ ](?=\d{3}\b)/g, ''))
  if (Number.isFinite(number)) return number
  throw new TypeError(`${name} is ${JSON.stringify(text)}, which is no number.`)
}
