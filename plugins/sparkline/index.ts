import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  width: number
  height: number
}

interface Point {
  x: number
  y: number
}

const margin = { top: 14, right: 56, bottom: 14, left: 10 }

export default definePlugin({
  execute(input: unknown, ctx: CallContext<Config>) {
    return draw(checked(input), ctx.config)
  },

  validateConfig(config) {
    const { width, height } = config as Config
    return [
      ...(width >= 80 && width <= 2000 ? [] : [{ path: '/width', message: 'The width must be 80 to 2000 pixels.' }]),
      ...(height >= 40 && height <= 1000
        ? []
        : [{ path: '/height', message: 'The height must be 40 to 1000 pixels.' }]),
    ]
  },
})

function checked(input: unknown): number[] {
  if (!Array.isArray(input) || input.length < 2 || !input.every(Number.isFinite)) {
    throw new TypeError('The input must be a list of at least two numbers, such as [3, 1, 4, 1, 5].')
  }
  return input as number[]
}

function draw(values: number[], { width, height }: Config): string {
  const lowest = values.reduce((a, b) => Math.min(a, b))
  const highest = values.reduce((a, b) => Math.max(a, b))
  const floor = height - margin.bottom
  const place = (value: number, index: number): Point => {
    const share = highest === lowest ? 0.5 : (value - lowest) / (highest - lowest)
    return {
      x: round(margin.left + (index / (values.length - 1)) * (width - margin.left - margin.right)),
      y: round(floor - share * (floor - margin.top)),
    }
  }
  const [last = 0] = values.slice(-1)
  const end = place(last, values.length - 1)
  const line = curve(values.map(place))

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" fill="none" font-family="system-ui, sans-serif">
  <title>${values.length} numbers from ${label(lowest)} to ${label(highest)}, the last one ${label(last)}</title>
  <defs>
    <linearGradient id="fade" x2="0" y2="1">
      <stop stop-color="currentColor" stop-opacity="0.22" />
      <stop offset="1" stop-color="currentColor" stop-opacity="0" />
    </linearGradient>
  </defs>
  <path d="${line} L${end.x},${floor} L${margin.left},${floor} Z" fill="url(#fade)" />
  <path d="M${margin.left},${floor} H${end.x}" stroke="currentColor" stroke-opacity="0.16" />
  <path d="${line}" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
  <circle cx="${end.x}" cy="${end.y}" r="7" fill="currentColor" fill-opacity="0.16" />
  <circle cx="${end.x}" cy="${end.y}" r="3.5" fill="currentColor" />
  <text x="${end.x + 12}" y="${end.y + 4.5}" fill="currentColor" font-size="13" font-weight="600">${label(last)}</text>
</svg>`
}

/** A smooth line that never swings past a number: it is level at each peak (a monotone cubic, by Fritsch and Carlson). */
function curve(points: Point[]): string {
  const rises = points.slice(1).map(({ y }, index) => y - (points[index]?.y ?? y))
  const tangents = points.map((_, index) => {
    const after = rises[index] ?? rises[index - 1] ?? 0
    const before = rises[index - 1] ?? after
    return before * after > 0 ? (2 * before * after) / (before + after) : 0
  })
  return points
    .map(({ x, y }, index) => {
      const from = points[index - 1]
      if (from === undefined) return `M${x},${y}`
      const third = (x - from.x) / 3
      const leaving = round(from.y + (tangents[index - 1] ?? 0) / 3)
      const arriving = round(y - (tangents[index] ?? 0) / 3)
      return `C${round(from.x + third)},${leaving} ${round(x - third)},${arriving} ${x},${y}`
    })
    .join(' ')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function label(value: number): string {
  return Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value)
}
