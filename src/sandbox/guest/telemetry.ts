import type { GuestMessage, LogLevel, LogLine, LogValue, MetricSample, Telemetry, WireFault } from '../protocol'
import { unsolicited } from '../protocol'
import {
  dateNow,
  indexOf,
  lastIndexOf,
  mapGet,
  mapSet,
  performanceNow,
  PrivateError,
  PrivateMap,
  queueJob,
  setTimer,
  slice,
} from './primordials'
import { logBudget, toLogValue } from './to-log-value'

/** What a plugin may tell between two beats of the host; the rest is dropped and counted. */
const linesPerBeat = 1000
const samplesPerBeat = 1000
/** As many items go into one message; more than one message in this many milliseconds is not worth a turn of the page. */
const itemsPerMessage = 100
const flushGapMs = 16
/** While a loop lets no beat in, the count of what is dropped is still told, this often and this many times. */
const dropNoticeGapMs = 1000
const dropNotices = 20

/** A line that is longer to write costs more of the budget. */
const nodesPerLine = 20

export interface TelemetryOut {
  log(level: LogLevel, call: number | null, values: readonly unknown[]): void
  metric(kind: MetricSample['kind'], name: string, value: number): void
  fault(fault: WireFault): void
  /** Takes all that waits, for an answer to carry along; `null` when nothing does. */
  take(): readonly Telemetry[] | null
  /** Posts what waits, if the budget allows. */
  flush(): void
  /** The host is there and listens: the budget is whole again. */
  beat(): void
  /** Stack lines of this module are kept with log lines. */
  setModule(url: string): void
}

type MutableSample = { -readonly [Key in keyof MetricSample]: MetricSample[Key] }

function placeIn(stack: unknown, moduleUrl: string): string | null {
  if (typeof stack !== 'string') return null
  const at = indexOf(stack, moduleUrl)
  if (at === -1) return null
  const end = indexOf(stack, '\n', at)
  return slice(slice(stack, lastIndexOf(stack, '\n', at) + 1, end === -1 ? stack.length : end), 0, 500)
}

export function createTelemetry(post: (message: GuestMessage) => void): TelemetryOut {
  let items: Telemetry[] = []
  let latest = new PrivateMap<string, MutableSample>()
  let lines = linesPerBeat
  let samples = samplesPerBeat
  let messages: number = unsolicited.guestMessages
  let notices = dropNotices
  let droppedLines = 0
  let droppedSamples = 0
  let lastFlush = 0
  let scheduled = false
  let moduleUrl: string | null = null

  function take(): readonly Telemetry[] | null {
    if (droppedLines > 0) items[items.length] = { type: 'dropped', what: 'log lines', count: droppedLines }
    if (droppedSamples > 0) items[items.length] = { type: 'dropped', what: 'metrics', count: droppedSamples }
    if (items.length === 0) return null
    const taken = items
    items = []
    latest = new PrivateMap<string, MutableSample>()
    droppedLines = 0
    droppedSamples = 0
    return taken
  }

  function flush(): void {
    scheduled = false
    if (messages <= 0) return
    const taken = take()
    if (taken === null) return
    messages--
    lastFlush = performanceNow()
    post({ type: 'telemetry', items: taken })
  }

  function add(item: Telemetry): void {
    items[items.length] = item
    if (items.length >= itemsPerMessage) return flush()
    if (scheduled) return
    scheduled = true
    if (performanceNow() - lastFlush >= flushGapMs) queueJob(flush)
    else setTimer(flush, flushGapMs)
  }

  /** Beats cannot come in while a loop spins, and neither can a timer: what is lost is told from here. */
  function noticeDrop(): void {
    if (notices <= 0 || performanceNow() - lastFlush < dropNoticeGapMs) return
    notices--
    messages++
    flush()
  }

  function dropLine(): void {
    droppedLines++
    noticeDrop()
  }

  return {
    take,
    flush,
    setModule: (url) => {
      moduleUrl = url
    },
    beat() {
      lines = linesPerBeat
      samples = samplesPerBeat
      messages = unsolicited.guestMessages
      notices = dropNotices
      flush()
    },
    log(level, call, values) {
      if (lines <= 0) {
        dropLine()
        return
      }
      const budget = logBudget()
      const before = budget.nodes
      const shown: LogValue[] = []
      for (let index = 0; index < values.length && budget.nodes > 0; index++) {
        shown[index] = toLogValue(values[index], budget)
      }
      lines -= 1 + (before - budget.nodes) / nodesPerLine
      let place: string | null = null
      try {
        // A plugin's own Error.prepareStackTrace runs here; whatever it does stays here.
        if (moduleUrl !== null) place = placeIn(new PrivateError().stack, moduleUrl)
      } catch {
        // A line without its place is still a line.
      }
      const line: LogLine = { type: 'log', call, level, values: shown, place, at: dateNow() }
      add(line)
    },
    metric(kind, name, value) {
      const key = `${kind} ${name}`
      const known = kind === 'observe' ? undefined : mapGet(latest, key)
      if (known !== undefined) {
        known.value = kind === 'count' ? known.value + value : value
        return
      }
      if (samples <= 0) {
        droppedSamples++
        noticeDrop()
        return
      }
      samples--
      const sample: MutableSample = { type: 'metric', kind, name, value }
      if (kind !== 'observe') mapSet(latest, key, sample)
      add(sample)
    },
    fault(fault) {
      if (lines <= 0) {
        dropLine()
        return
      }
      lines -= 10
      add({ type: 'fault', fault })
    },
  }
}
