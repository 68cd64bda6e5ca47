import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { PluginError, Position } from '../kernel/errors'
import type { HostEvent } from '../kernel/events'
import type { LogLevel, LogValue } from '../kernel/log-value'
import { useScreenEvents } from './screen-events'

/** One line of the console. Equal lines that follow each other are one line with a count. */
export interface ConsoleLine {
  readonly id: number
  /** Milliseconds since 1970, of the newest of the equal lines. */
  readonly at: number
  readonly level: LogLevel
  readonly plugin: string
  readonly generation: number | null
  readonly call: number | null
  readonly values: readonly LogValue[]
  readonly position: Position | null
  readonly count: number
  /** Set on lines that the host wrote about a failure. */
  readonly error: PluginError | null
}

/** Beyond this the oldest lines go. */
const maxLines = 2_000

export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** What plugins logged, and what the host has to say about them. */
export const useConsoleStore = defineStore('console', () => {
  const lines = shallowRef<readonly ConsoleLine[]>([])
  const shownLevels = ref<LogLevel[]>([...logLevels])
  const filter = ref('')
  /** Only the plugin with this name; all where empty. */
  const onlyPlugin = ref('')
  const discarded = ref(0)

  let pending: ConsoleLine[] = []
  let nextId = 1
  let frame = 0

  const shown = computed(() => {
    const wanted = filter.value.trim().toLowerCase()
    return lines.value.filter(
      (line) =>
        shownLevels.value.includes(line.level) &&
        (!onlyPlugin.value || line.plugin === onlyPlugin.value) &&
        (!wanted || textOf(line).toLowerCase().includes(wanted)),
    )
  })
  const counts = computed(() => {
    const byLevel: Record<LogLevel, number> = { debug: 0, info: 0, warn: 0, error: 0 }
    for (const line of lines.value) byLevel[line.level] += line.count
    return byLevel
  })

  function add(line: Omit<ConsoleLine, 'id' | 'count'>): void {
    pending.push({ ...line, id: nextId++, count: 1 })
    // Once a frame: a plugin that logs in a loop must not make the page render for each line.
    frame ||= requestAnimationFrame(flush)
  }

  function flush(): void {
    frame = 0
    const next = [...lines.value]
    for (const line of pending) {
      const newest = next.at(-1)
      if (newest && isSame(newest, line)) next[next.length - 1] = { ...newest, at: line.at, count: newest.count + 1 }
      else next.push(line)
    }
    pending = []
    const excess = Math.max(0, next.length - maxLines)
    discarded.value += excess
    lines.value = next.slice(excess)
  }

  function clear(): void {
    pending = []
    lines.value = []
    discarded.value = 0
  }

  function linesOfCall(plugin: string, call: number | null): readonly ConsoleLine[] {
    return call === null ? [] : lines.value.filter((line) => line.plugin === plugin && line.call === call)
  }

  useScreenEvents().on((event) => {
    const line = lineFor(event)
    if (line) add(line)
  })

  return { lines, shown, shownLevels, filter, onlyPlugin, counts, discarded, clear, linesOfCall }
})

function lineFor(event: HostEvent): Omit<ConsoleLine, 'id' | 'count'> | null {
  const host = (
    level: LogLevel,
    plugin: string,
    generation: number | null,
    text: string,
    error: PluginError | null,
  ) => ({
    at: event.at,
    level,
    plugin,
    generation,
    call: null,
    values: [{ kind: 'text' as const, text }],
    position: error ? positionOf(error) : null,
    error,
  })
  const failure = (error: PluginError) =>
    host('error', error.plugin, error.generation, `${error.code}: ${error.message}`, error)
  switch (event.type) {
    case 'log':
      return { ...event, error: null }
    case 'swap-refused':
      return event.error.code === 'SUPERSEDED' ? null : failure(event.error)
    case 'error':
      return failure(event.error)
    case 'call-ended':
      return event.error && event.error.code !== 'CANCELLED' ? { ...failure(event.error), call: event.call } : null
    case 'restarted':
      return host('warn', event.plugin, event.generation, `Generation ${event.generation} was started again.`, null)
    case 'dropped':
      return host('warn', event.plugin, event.generation, `${event.count} ${event.what} dropped.`, null)
    case 'notice':
      return host('warn', event.plugin, event.generation, event.message, null)
    default:
      return null
  }
}

/** Where an error points in the author's files, or `null`. */
export function positionOf(error: PluginError): Position | null {
  const { file, line, column } = error
  return file === undefined || line === undefined || column === undefined ? null : { file, line, column }
}

/** A line as text, for the filter and for copying. */
export function textOf(line: ConsoleLine): string {
  return line.values.map((value) => (value.kind === 'object' ? value.preview : value.text)).join(' ')
}

function isSame(a: ConsoleLine, b: ConsoleLine): boolean {
  return (
    a.level === b.level &&
    a.plugin === b.plugin &&
    a.generation === b.generation &&
    a.call === b.call &&
    a.error === b.error &&
    a.position?.line === b.position?.line &&
    a.position?.file === b.position?.file &&
    textOf(a) === textOf(b)
  )
}
