import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { browserClock } from '../app/browser-clock'
import { createTraffic, type Traffic, type TrafficReading } from '../app/traffic'
import { manifestFile } from '../kernel/manifest-file'
import { parseInput, useInputsStore } from './inputs'
import { useLayoutStore } from './layout'
import { mediaQuery } from './media-query'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useStatusStore } from './status'
import { executeMsOf, trafficSummary } from './traffic-words'

/** How often the numbers on screen follow, in milliseconds. */
const publishMs = 250
const calmPublishMs = 1_000
/** How often they are read out. */
const announceMs = 10_000

/** Codes that say that the plugin is not there any more: nobody could answer. */
const isGone: ReadonlySet<string> = new Set(['NOT_FOUND', 'DISABLED'])

/** A stream of calls to one plugin, with the input that is chosen for it. */
export const useTrafficStore = defineStore('traffic', () => {
  const { kernel, workspace, events } = usePlayground()
  const plugins = usePluginsStore()
  const inputs = useInputsStore()
  const layout = useLayoutStore()
  const status = useStatusStore()
  const isCalm = mediaQuery('(prefers-reduced-motion: reduce)')

  /** The plugin that gets the traffic, or got it last. */
  const plugin = ref('')
  const isOn = ref(false)
  const perSecond = ref(50)
  const reading = shallowRef<TrafficReading | null>(null)
  /** What the person should know: why it stopped, or that it paused. */
  const note = ref<string | null>(null)

  /** On for the plugin that is on screen. */
  const isOnHere = computed(() => isOn.value && plugin.value === plugins.current)

  let traffic: Traffic | null = null
  let deadlineMs = 0
  let input: unknown
  let timer: ReturnType<typeof setInterval> | undefined
  let announcedAt = 0
  let hiddenAt: number | null = null

  const parsed = computed(() => parseInput(inputs.textOf(plugin.value)))

  /** The newest that could be read: while the person types, the one before goes on. */
  function currentInput(): unknown {
    if (parsed.value.ok) input = parsed.value.value
    return input
  }

  function toggle(on = !isOnHere.value): void {
    if (on) start()
    else stop()
  }

  function start(): void {
    stop()
    plugin.value = plugins.current
    if (!plugin.value) return
    if (!parsed.value.ok) return void (note.value = parsed.value.message)
    note.value = null
    const target = plugin.value
    const started = createTraffic({
      clock: browserClock,
      perSecond: perSecond.value,
      deadlineMs: () => deadlineMs,
      async run() {
        const report = await kernel.run(target, currentInput(), { quiet: true })
        if (!report.ok && isGone.has(report.error.code) && traffic === started) stop(report.error.message)
        return report
      },
    })
    traffic = started
    readDeadline()
    isOn.value = true
    announcedAt = browserClock.now()
    status.announcement = `Traffic to ${target}: ${perSecond.value} calls per second`
    if (!layout.isNarrow) layout.showDrawer('traffic')
    started.start()
    clearInterval(timer)
    timer = setInterval(publish, isCalm.value ? calmPublishMs : publishMs)
    publish()
  }

  function stop(reason: string | null = null): void {
    if (!traffic || !isOn.value) return
    isOn.value = false
    hiddenAt = null
    traffic.stop()
    note.value = reason
    status.announcement = `Traffic stopped. ${reason ?? ''} ${trafficSummary(traffic.read().totals)}`
  }

  function setPerSecond(wanted: number): void {
    perSecond.value = wanted
    if (traffic) traffic.perSecond = wanted
  }

  function publish(): void {
    if (!traffic) return
    reading.value = traffic.read()
    const now = browserClock.now()
    if (isOn.value && now - announcedAt >= announceMs) {
      announcedAt = now
      status.announcement = trafficSummary(reading.value.totals)
    }
    if (!isOn.value && reading.value.totals.underWay === 0) clearInterval(timer)
  }

  function readDeadline(): void {
    const path = `${plugin.value}/${manifestFile}`
    deadlineMs = executeMsOf(workspace.list().includes(path) ? workspace.read(path) : '')
  }

  events.on((event) => {
    if (!traffic || !isOn.value) return
    if (event.type === 'swap-committed' && event.plugin === plugin.value) {
      readDeadline()
      traffic.mark(event.generation, false)
    } else if (event.type === 'restarted' && event.plugin === plugin.value) traffic.mark(event.generation, true)
    else if (event.type === 'unloaded' && event.receipt.plugin === plugin.value && !serves(plugin.value))
      stop(`${plugin.value} was unloaded.`)
  })

  /** A plugin that waits to be brought back still gets its calls. */
  function serves(name: string): boolean {
    return kernel.status().some((other) => other.name === name && !['stopped', 'disabled'].includes(other.state))
  }

  // Browsers slow the timers of a tab that nobody sees: a stream with holes would tell nothing.
  document.addEventListener('visibilitychange', () => {
    if (!traffic || !isOn.value) return
    if (document.hidden) {
      hiddenAt = browserClock.now()
      traffic.stop()
    } else if (hiddenAt !== null) {
      const seconds = Math.max(1, Math.round((browserClock.now() - hiddenAt) / 1_000))
      hiddenAt = null
      note.value = `Paused for ${seconds} s while this tab was in the background.`
      traffic.start()
    }
  })

  return { plugin, isOn, isOnHere, perSecond, reading, note, toggle, setPerSecond }
})
