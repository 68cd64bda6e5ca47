import type { HealthStatus } from '../sdk'
import { subjectOf } from './build'
import type { PluginErrorCode } from './errors'
import type { EventBus } from './events'
import type { Instance } from './instance'
import type { Clock } from './ports'
import type { Registration } from './registry'
import type { CallReport, HealthReport } from './reports'

/** So many of an instance's newest calls count for its error rate … */
export const errorWindow = 20
/** … once there are this many … */
const enoughCalls = 10
/** … and from this share of failures on the plugin is degraded, whatever it says of itself. */
export const degradedErrorRate = 0.5

/** Looks after the instances that serve. */
export interface Health {
  /** Asks an instance every `limits.healthMs` how it feels, as long as it serves. */
  watch(registration: Registration, instance: Instance): void
  /** Counts a call that an instance had. */
  count(instance: Instance, report: CallReport): void
  /** Counts a batch that an instance had by its items; as a call it was counted before. */
  countBatch(instance: Instance, items: number, failed: number): void
  /** Asks now. */
  check(instance: Instance): Promise<HealthReport>
}

/** What is known of one instance. */
interface Record {
  readonly failures: boolean[]
  /** Checks in a row that were not answered in time. */
  missed: number
  told: HealthStatus
  isWatched: boolean
}

/** Failures that say something of the plugin, and not of the caller or the load. */
export const pluginsFault: ReadonlySet<PluginErrorCode> = new Set([
  'EXECUTE',
  'TIMEOUT',
  'CRASHED',
  'MEMORY',
  'FLOOD',
  'UNRESPONSIVE',
  'OUTPUT',
  'CLONE',
])

const worst: readonly HealthStatus[] = ['ok', 'degraded', 'failing']

export function createHealth({ clock, events }: { readonly clock: Clock; readonly events: EventBus }): Health {
  const records = new WeakMap<Instance, Record>()

  function recordOf(instance: Instance): Record {
    const record = records.get(instance) ?? { failures: [], missed: 0, told: 'ok', isWatched: false }
    records.set(instance, record)
    return record
  }

  function reportOf(instance: Instance): HealthReport {
    const { failures } = recordOf(instance)
    const errorRate = failures.length === 0 ? 0 : failures.filter(Boolean).length / failures.length
    const ailing = failures.length >= enoughCalls && errorRate >= degradedErrorRate
    const said = instance.health ?? { status: 'ok' }
    if (!ailing || worst.indexOf(said.status) >= worst.indexOf('degraded')) return { ...said, errorRate }
    const detail = `${Math.round(errorRate * 100)} % of the last ${failures.length} calls failed`
    return { status: 'degraded', detail, errorRate }
  }

  function tell(instance: Instance): HealthReport {
    const record = recordOf(instance)
    const report = reportOf(instance)
    const change = report.status === 'ok' ? 'recovered' : 'ailing'
    if (instance.lifecycle.allows(change)) instance.lifecycle.send(change)
    if (report.status !== record.told) events.emit({ type: 'health', ...subjectOf(instance.build), ...report })
    record.told = report.status
    return report
  }

  function tellChecked(instance: Instance): HealthReport {
    const report = tell(instance)
    events.emit({ type: 'checked', ...subjectOf(instance.build), ...report })
    return report
  }

  async function ask(instance: Instance): Promise<void> {
    if (!instance.exports.healthCheck) return
    const record = recordOf(instance)
    const answer = await instance.request('healthCheck', {}, instance.build.manifest.limits.initMs)
    if (answer.ok) instance.health = answer.value
    // How the worker ended is told elsewhere, and a replaced one is not asked any more.
    else if (instance.death || answer.error.code === 'CANCELLED') return
    // A page that slept finds every deadline passed: one answer that is late says nothing.
    else if (!answer.error.timedOut || ++record.missed > 1)
      instance.health = { status: 'failing', detail: answer.error.message }
    if (answer.ok || !answer.error.timedOut) record.missed = 0
  }

  return {
    watch(registration, instance) {
      const { healthMs } = instance.build.manifest.limits
      tell(instance)
      const record = recordOf(instance)
      if (record.isWatched || !instance.exports.healthCheck || healthMs === 0) return
      record.isWatched = true
      const serves = () => registration.versions.some(({ serving }) => serving === instance)
      let stop = clock.after(healthMs, () => void look())
      async function look(): Promise<void> {
        if (serves()) await ask(instance)
        if (!serves()) return
        tellChecked(instance)
        stop = clock.after(healthMs, () => void look())
      }
      void instance.ended.then(() => stop())
    },
    count(instance, report) {
      // What a middleware lets pass is another's failure.
      if (!report.ok && (report.error.plugin !== instance.build.plugin || !pluginsFault.has(report.error.code))) return
      const { failures } = recordOf(instance)
      failures.push(!report.ok)
      if (failures.length > errorWindow) failures.shift()
      tell(instance)
    },
    countBatch(instance, items, failed) {
      if (items === 0) return
      const { failures } = recordOf(instance)
      // As many as count at all, with their share of failures.
      const counted = Math.min(items, errorWindow)
      const failing = Math.ceil((failed / items) * counted)
      for (let item = 0; item < counted; item++) failures.push(item < failing)
      failures.splice(0, failures.length - errorWindow)
      tell(instance)
    },
    async check(instance) {
      await ask(instance)
      return tellChecked(instance)
    },
  }
}
