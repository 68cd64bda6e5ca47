import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useLayoutStore } from '../../stores/layout'
import { useTrafficStore } from '../../stores/traffic'
import { trafficChart, type Column } from './traffic-chart'
import type { TrafficPlot } from './traffic-plot'

/** Narrower charts show half a minute, for columns that can be seen. In pixels. */
const narrow = 520

/** Keeps the chart in `element` in step with the traffic, the room and the theme. */
export function useTrafficPlot(element: Readonly<Ref<HTMLElement | null>>): {
  /** How many seconds are shown. */
  readonly seconds: ComputedRef<number>
  /** The column under the pointer. */
  readonly pointed: ComputedRef<Column | null>
} {
  const traffic = useTrafficStore()
  const layout = useLayoutStore()
  const most = ref(60)
  const at = ref<number | null>(null)
  const chart = computed(() => (traffic.reading ? trafficChart(traffic.reading, most.value) : null))
  const pointed = computed(() => {
    const x = at.value === null ? undefined : chart.value?.x[at.value]
    return chart.value?.columns.find((column) => column.x === x) ?? null
  })
  let plot: TrafficPlot | null = null
  let isLoading = false

  const observer = new ResizeObserver(([entry]) => {
    if (entry) void fit(entry.contentRect)
  })

  async function fit({ width, height }: { width: number; height: number }): Promise<void> {
    if (width < 1 || height < 1) return
    most.value = width < narrow ? 30 : 60
    if (plot) plot.resize(width, height)
    else if (!isLoading) {
      isLoading = true
      const { createTrafficPlot } = await import('./traffic-plot')
      isLoading = false
      const room = element.value
      if (!room) return
      plot = createTrafficPlot({
        element: room,
        width: room.clientWidth,
        height: room.clientHeight,
        onPoint: (index) => (at.value = index),
      })
    }
    draw()
  }

  function draw(): void {
    if (chart.value) plot?.show(chart.value)
  }

  function leave(): void {
    observer.disconnect()
    plot?.destroy()
    plot = null
  }

  watch(
    element,
    (room) => {
      leave()
      if (room) observer.observe(room)
    },
    { immediate: true, flush: 'post' },
  )
  watch(chart, draw)
  watch(
    () => layout.isDark,
    () => plot?.recolour(),
    { flush: 'post' },
  )
  onBeforeUnmount(leave)

  return { seconds: computed(() => chart.value?.span ?? most.value), pointed }
}
