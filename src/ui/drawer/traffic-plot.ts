import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { bucketMs } from '../../app/traffic-ledger'
import { seriesOf, type TrafficChart } from './traffic-chart'

export interface TrafficPlot {
  show(chart: TrafficChart): void
  resize(width: number, height: number): void
  /** Takes the colours of the theme anew. */
  recolour(): void
  destroy(): void
}

export interface TrafficPlotOptions {
  readonly element: HTMLElement
  readonly width: number
  readonly height: number
  /** Told which column the pointer is on. */
  readonly onPoint: (index: number | null) => void
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's sides are an ambient constant enum, which no bundler can read.
const right: uPlot.Axis.Side = 1
const font = "11px 'JetBrains Mono Variable', ui-monospace, monospace"

/** Draws the traffic: columns by generation with the failures on top, lines for the times, a mark for each commit. */
export function createTrafficPlot({ element, width, height, onPoint }: TrafficPlotOptions): TrafficPlot {
  let chart: TrafficChart | null = null
  let styles = getComputedStyle(element)
  const token = (name: string) => styles.getPropertyValue(`--${name}`).trim()

  function columns(plot: uPlot): void {
    if (!chart) return
    const { ctx } = plot
    const step = Math.abs(plot.valToPos(bucketMs / 1_000, 'x', true) - plot.valToPos(0, 'x', true))
    const gap = step > 5 * uPlot.pxRatio ? uPlot.pxRatio : 0
    const y = (calls: number) => plot.valToPos(calls, 'calls', true)
    ctx.save()
    clip(plot)
    for (const { x, parts, errors } of chart.columns) {
      const left = plot.valToPos(x, 'x', true) - step / 2
      for (const { generation, from, to } of parts) {
        ctx.fillStyle = token(`series-${seriesOf(generation)}`)
        ctx.globalAlpha = 0.34
        ctx.fillRect(left, y(to), step - gap, y(from) - y(to))
        ctx.globalAlpha = 1
        ctx.fillRect(left, y(to), step - gap, 1.5 * uPlot.pxRatio)
      }
      if (errors) {
        ctx.fillStyle = token('bad')
        ctx.fillRect(left, y(errors.to), step - gap, Math.max(2 * uPlot.pxRatio, y(errors.from) - y(errors.to)))
      }
    }
    ctx.restore()
  }

  function marks(plot: uPlot): void {
    if (!chart) return
    const { ctx, bbox } = plot
    const ratio = uPlot.pxRatio
    let free = -Infinity
    ctx.save()
    clip(plot)
    ctx.font = font.replace('11px', `${11 * ratio}px`)
    ctx.textBaseline = 'top'
    ctx.lineWidth = ratio
    // The line before was dotted.
    ctx.setLineDash([])
    for (const { x, generation, isComeback } of chart.marks) {
      const left = Math.round(plot.valToPos(x, 'x', true)) + 0.5
      ctx.strokeStyle = token(isComeback ? 'bad' : 'soft')
      ctx.fillStyle = token(isComeback ? 'bad-text' : 'text')
      ctx.beginPath()
      ctx.moveTo(left, bbox.top)
      ctx.lineTo(left, bbox.top + bbox.height)
      ctx.stroke()
      const label = `${isComeback ? '↩ ' : ''}g${generation}`
      if (left < free) continue
      ctx.fillText(label, left + 4 * ratio, bbox.top + 2 * ratio)
      free = left + ctx.measureText(label).width + 10 * ratio
    }
    ctx.restore()
  }

  const axis: uPlot.Axis = {
    ...{ font, labelFont: font },
    stroke: () => token('mute'),
    ticks: { show: false },
    grid: { stroke: () => token('line'), width: 1 },
  }
  const plot = new uPlot(
    {
      ...{ width, height },
      padding: [8, 4, 0, 4],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-(chart?.span ?? 60), 0] },
        calls: { range: () => [0, chart?.topCalls ?? 1] },
        ms: { range: () => [0, chart?.topMs ?? 1] },
      },
      axes: [
        { ...axis, size: 24, grid: { show: false }, values: (_plot, ticks) => ticks.map(agoWords) },
        { ...axis, scale: 'calls', size: 46, space: 34, values: (_plot, ticks) => ticks.map(callWords) },
        {
          ...axis,
          scale: 'ms',
          side: right,
          size: 52,
          space: 34,
          grid: { show: false },
          values: (_plot, ticks) => ticks.map(msWords),
        },
      ],
      series: [
        {},
        { scale: 'calls', paths: () => null, points: { show: false } },
        { scale: 'ms', stroke: () => token('text'), width: 1.5, points: { show: false } },
        { scale: 'ms', stroke: () => token('text'), width: 1, dash: [2, 3], points: { show: false } },
      ],
      hooks: {
        drawAxes: [columns],
        draw: [marks],
        setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      },
    },
    [[], [], [], []],
    element,
  )
  return {
    show(next) {
      chart = next
      plot.setData([next.x, next.callsPerSecond, next.p50Ms, next.p95Ms].map((line) => [...line]) as uPlot.AlignedData)
    },
    resize: (width, height) => plot.setSize({ width, height }),
    recolour() {
      styles = getComputedStyle(element)
      plot.redraw(false, true)
    },
    destroy: () => plot.destroy(),
  }
}

function clip({ ctx, bbox }: uPlot): void {
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
}

const agoWords = (x: number): string => (x === 0 ? 'now' : `−${-x} s`)
const callWords = (calls: number): string => (calls === 0 ? '0' : `${calls}/s`)
const msWords = (ms: number): string => (ms === 0 ? '0' : `${Number(ms.toPrecision(3))} ms`)
