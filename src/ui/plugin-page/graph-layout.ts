/** What is drawn: who depends on whom. A line from a plugin to itself is one, too. */
export interface GraphLine {
  readonly from: string
  readonly to: string
}

/** Sizes in pixels. */
export interface GraphSizes {
  readonly nodeWidth: number
  readonly nodeHeight: number
  /** Room between two layers, in which a line's label stands. */
  readonly layerGap: number
  readonly rowGap: number
}

export interface PlacedNode {
  readonly name: string
  /** 0 is the left. */
  readonly layer: number
  readonly x: number
  readonly y: number
}

export interface PlacedLine extends GraphLine {
  /** For the `d` of an SVG path. */
  readonly path: string
  readonly labelX: number
  readonly labelY: number
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[]
  readonly lines: readonly PlacedLine[]
  readonly width: number
  readonly height: number
}

/**
 * Places plugins in layers from left to right: each stands to the right of all that depend on it, as near as it can. The
 * same graph gives the same picture, in whatever order its lines come. A line that closes a circle goes backwards.
 */
export function layOutGraph(lines: readonly GraphLine[], sizes: GraphSizes): GraphLayout {
  const names = [...new Set(lines.flatMap(({ from, to }) => [from, to]))].sort()
  const forwards = withoutCircles(names, lines)
  const layerOf = longestPaths(names, forwards)
  const layers = orderLayers(names, layerOf, forwards)

  const { nodeWidth, nodeHeight, layerGap, rowGap } = sizes
  const heightOf = (count: number): number => count * nodeHeight + Math.max(0, count - 1) * rowGap
  // A line from a plugin to itself is drawn above it.
  const top = lines.some(({ from, to }) => from === to) ? 22 : 0
  const height = Math.max(0, ...layers.map(({ length }) => heightOf(length)))
  const nodes = layers.flatMap((layer, index) =>
    layer.map((name, row) => ({
      name,
      layer: index,
      x: index * (nodeWidth + layerGap),
      y: top + (height - heightOf(layer.length)) / 2 + row * (nodeHeight + rowGap),
    })),
  )
  const placed = new Map(nodes.map((node) => [node.name, node]))
  return {
    nodes,
    lines: lines.flatMap((line) => {
      const from = placed.get(line.from)
      const to = placed.get(line.to)
      return from && to ? [{ ...line, ...draw(from, to, sizes) }] : []
    }),
    width: Math.max(0, layers.length * (nodeWidth + layerGap) - layerGap),
    height: height + top,
  }
}

/** The lines that lead on, by name; those that lead back to where the walk came from are left out. */
function withoutCircles(names: readonly string[], lines: readonly GraphLine[]): ReadonlyMap<string, readonly string[]> {
  const targets = new Map(
    names.map((name) => [name, [...new Set(lines.filter(({ from }) => from === name).map(({ to }) => to))].sort()]),
  )
  const forwards = new Map<string, string[]>()
  const underWay = new Set<string>()
  const walk = (name: string): void => {
    if (forwards.has(name)) return
    const onward: string[] = []
    forwards.set(name, onward)
    underWay.add(name)
    for (const target of targets.get(name) ?? []) {
      if (underWay.has(target)) continue
      onward.push(target)
      walk(target)
    }
    underWay.delete(name)
  }
  // Those that nobody depends on come first, so that a circle is cut where one comes into it.
  const needed = new Set(lines.map(({ to }) => to))
  for (const name of names) if (!needed.has(name)) walk(name)
  names.forEach(walk)
  return forwards
}

function longestPaths(
  names: readonly string[],
  forwards: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const dependents = new Map<string, string[]>()
  for (const [name, targets] of forwards)
    for (const target of targets) dependents.set(target, [...(dependents.get(target) ?? []), name])
  const layers = new Map<string, number>()
  const layerOf = (name: string): number => {
    const known = layers.get(name)
    if (known !== undefined) return known
    const layer = Math.max(-1, ...(dependents.get(name) ?? []).map(layerOf)) + 1
    layers.set(name, layer)
    return layer
  }
  names.forEach(layerOf)
  return layers
}

/** In each layer, a plugin stands about where those that depend on it do; by name where that says nothing. */
function orderLayers(
  names: readonly string[],
  layerOf: ReadonlyMap<string, number>,
  forwards: ReadonlyMap<string, readonly string[]>,
): string[][] {
  const layers: string[][] = []
  for (const name of names) (layers[layerOf.get(name) ?? 0] ??= []).push(name)
  const rows = new Map<string, number>()
  for (const layer of layers) {
    const weight = new Map(
      layer.map((name) => {
        const above = [...forwards].flatMap(([from, to]) => (to.includes(name) ? (rows.get(from) ?? []) : []))
        return [name, above.length > 0 ? above.reduce((sum, row) => sum + row, 0) / above.length : 0]
      }),
    )
    layer.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0) || names.indexOf(a) - names.indexOf(b))
    layer.forEach((name, row) => rows.set(name, row))
  }
  return layers
}

/** How far along its line a label stands, from 0 to 1: past the middle, where lines from one plugin have parted. */
const labelAt = 0.57

/** The place of a label on a cubic curve, in one direction. */
function onCurve(start: number, leave: number, arrive: number, end: number): number {
  const [t, u] = [labelAt, 1 - labelAt]
  return u ** 3 * start + 3 * u * u * t * leave + 3 * u * t * t * arrive + t ** 3 * end
}

function draw(from: PlacedNode, to: PlacedNode, sizes: GraphSizes): Omit<PlacedLine, keyof GraphLine> {
  const { nodeWidth, nodeHeight, layerGap } = sizes
  if (from === to) {
    const middle = from.x + nodeWidth / 2
    const path = `M ${middle + 24} ${from.y} C ${middle + 24} ${from.y - 20} ${middle - 24} ${from.y - 20} ${middle - 24} ${from.y}`
    return { path, labelX: middle, labelY: from.y - 14 }
  }
  if (from.layer >= to.layer) {
    // Back, or within a layer: out at the bottom and in at the bottom, below whatever is between.
    const [startX, endX] = [from.x + nodeWidth / 2 + 12, to.x + nodeWidth / 2 - 12]
    const [startY, endY] = [from.y + nodeHeight, to.y + nodeHeight]
    const low = Math.max(startY, endY) + 16
    const path = `M ${startX} ${startY} C ${startX} ${low} ${endX} ${low} ${endX} ${endY}`
    return { path, labelX: (startX + endX) / 2, labelY: low - 4 }
  }
  const [startX, endX] = [from.x + nodeWidth, to.x]
  const [startY, endY] = [from.y + nodeHeight / 2, to.y + nodeHeight / 2]
  const bend = layerGap / 2
  const path = `M ${startX} ${startY} C ${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`
  // In the gap before the target, where no node can stand under it.
  const isNear = to.layer === from.layer + 1
  return {
    path,
    labelX: isNear ? onCurve(startX, startX + bend, endX - bend, endX) : endX - layerGap / 2,
    labelY: isNear ? onCurve(startY, startY, endY, endY) : endY,
  }
}
