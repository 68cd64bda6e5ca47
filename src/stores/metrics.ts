import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { quantile } from '../kernel/quantile'
import { moveKept, onFolderMove } from '../workspace/folder-moves'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'

/** The calls of one plugin, in numbers. Durations are in milliseconds. */
export interface CallNumbers {
  readonly calls: number
  readonly errors: number
  readonly inFlight: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** The newest durations, oldest first. */
  readonly recent: readonly number[]
}

/** A number that the plugin itself reports through `ctx.metrics`. */
export interface CustomMetric {
  readonly name: string
  readonly kind: 'count' | 'gauge' | 'observe'
  /** The sum of a count, the newest value of a gauge, the median of an observation. */
  readonly value: number
  readonly samples: number
}

interface Gathered {
  calls: number
  errors: number
  inFlight: number
  durations: number[]
  custom: Map<string, { kind: CustomMetric['kind']; values: number[]; sum: number; samples: number }>
}

/** Enough for a steady p95, little enough to sort four times a second. */
const keptSamples = 500
const publishMs = 250

const noCalls: CallNumbers = { calls: 0, errors: 0, inFlight: 0, p50Ms: null, p95Ms: null, recent: [] }

/** Call counts and durations, published a few times a second however many calls there are. */
export const useMetricsStore = defineStore('metrics', () => {
  const { events, workspace } = usePlayground()
  const plugins = usePluginsStore()
  const gathered = new Map<string, Gathered>()
  const published = shallowRef<ReadonlyMap<string, { calls: CallNumbers; custom: readonly CustomMetric[] }>>(new Map())
  let timer: ReturnType<typeof setTimeout> | null = null

  const calls = computed(() => published.value.get(plugins.current)?.calls ?? noCalls)
  const custom = computed(() => published.value.get(plugins.current)?.custom ?? [])
  const byPlugin = computed(() => [...published.value].map(([plugin, metrics]) => ({ plugin, ...metrics.calls })))

  /** `null` for a plugin that is gone: it is told of for as long as it ends. */
  function of(plugin: string): Gathered | null {
    let metrics = gathered.get(plugin)
    if (!metrics) {
      if (!workspace.plugins().includes(plugin)) return null
      metrics = { calls: 0, errors: 0, inFlight: 0, durations: [], custom: new Map() }
      gathered.set(plugin, metrics)
    }
    publishSoon()
    return metrics
  }

  function publishSoon(): void {
    timer ??= setTimeout(publish, publishMs)
  }

  onFolderMove(workspace, (from, to) => {
    moveKept(gathered, from, to)
    // The calls that are inside end under the old name.
    const moved = gathered.get(to ?? '')
    if (moved) moved.inFlight = 0
    publishSoon()
  })

  function publish(): void {
    timer = null
    published.value = new Map(
      [...gathered].map(([plugin, metrics]) => [
        plugin,
        {
          calls: {
            calls: metrics.calls,
            errors: metrics.errors,
            inFlight: metrics.inFlight,
            p50Ms: quantile(metrics.durations, 0.5),
            p95Ms: quantile(metrics.durations, 0.95),
            recent: [...metrics.durations],
          },
          custom: [...metrics.custom].map(([name, metric]) => ({
            name,
            kind: metric.kind,
            value:
              metric.kind === 'count'
                ? metric.sum
                : metric.kind === 'gauge'
                  ? (metric.values.at(-1) ?? 0)
                  : (quantile(metric.values, 0.5) ?? 0),
            samples: metric.samples,
          })),
        },
      ]),
    )
  }

  events.on((event) => {
    switch (event.type) {
      case 'call-started': {
        const metrics = of(event.plugin)
        if (metrics) metrics.inFlight++
        return
      }
      case 'call-ended': {
        const metrics = of(event.plugin)
        if (!metrics) return
        // One that began before the folder came or went was not counted.
        if (metrics.inFlight > 0) metrics.inFlight--
        metrics.calls++
        if (event.error) metrics.errors++
        else keepNewest(metrics.durations, event.durationMs)
        return
      }
      case 'metric': {
        const custom = of(event.plugin)?.custom
        if (!custom) return
        const metric = custom.get(event.name) ?? { kind: event.kind, values: [], sum: 0, samples: 0 }
        metric.kind = event.kind
        metric.sum += event.value
        metric.samples++
        keepNewest(metric.values, event.value)
        custom.set(event.name, metric)
        return
      }
    }
  })

  return { calls, custom, byPlugin }
})

function keepNewest(samples: number[], sample: number): void {
  samples.push(sample)
  if (samples.length > keptSamples) samples.shift()
}
