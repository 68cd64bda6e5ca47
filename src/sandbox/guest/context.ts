import type { CallContext, Context, Log, Metrics, Plugins } from '../../sdk'
import type { LogLevel, StreamParams } from '../protocol'
import type { Asker, HostChannel } from './host-requests'
import { isObject } from './kinds-of-value'
import { createCapabilities, type Capabilities } from './capabilities'
import { createPlugins } from './plugins'
import {
  abortSignalOf,
  abortWith,
  anySignal,
  freeze,
  isFiniteNumber,
  ownKeys,
  PrivateAbortController,
  PrivateDOMException,
  PrivateTypeError,
} from './primordials'
import type { TelemetryOut } from './telemetry'

/** Who this realm's plugin is. */
export interface Identity {
  readonly name: string
  readonly version: string
  readonly generation: number
  readonly config: unknown
}

/** A call under way: its signal, its log and its plugins are made when the plugin first asks for them. */
export interface Call {
  readonly id: number
  readonly ctx: CallContext
  readonly asker: Asker
  readonly isAborted: () => boolean
  abort(reason: string): void
}

export interface Contexts {
  /** For everything but `execute`. */
  readonly generation: Context
  call(id: number, params: StreamParams): Call
  /** Aborts every signal of this generation. */
  unload(): void
}

const maxMetricName = 100

function freezeDeep(value: unknown): void {
  if (!isObject(value)) return
  const names = ownKeys(value)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (name !== undefined) freezeDeep(value[name])
  }
  freeze(value)
}

function checkMetric(name: unknown, value: unknown): void {
  if (typeof name !== 'string' || name === '' || name.length > maxMetricName) {
    throw new PrivateTypeError(`A metric's name is a text of 1 to ${maxMetricName} characters`)
  }
  if (typeof value !== 'number' || !isFiniteNumber(value)) {
    throw new PrivateTypeError(`A metric's value is a finite number`)
  }
}

function createMetrics(telemetry: TelemetryOut): Metrics {
  return freeze({
    count(name: string, by = 1) {
      checkMetric(name, by)
      telemetry.metric('count', name, by)
    },
    gauge(name: string, value: number) {
      checkMetric(name, value)
      telemetry.metric('gauge', name, value)
    },
    observe(name: string, value: number) {
      checkMetric(name, value)
      telemetry.metric('observe', name, value)
    },
  })
}

export function createContexts(
  identity: Identity,
  telemetry: TelemetryOut,
  host: HostChannel,
  isUnderWay: (call: number) => boolean,
): Contexts {
  const { name, version, generation } = identity
  freezeDeep(identity.config)
  const ownConfig = identity.config as Readonly<Record<string, unknown>>
  const metrics = createMetrics(telemetry)
  const outside: Asker = { call: null, stopped: () => null }
  const unloading = new PrivateAbortController()
  const unloadSignal = abortSignalOf(unloading)
  let unloadReason: DOMException | null = null

  const createLog = (call: number | null): Log => {
    const at =
      (level: LogLevel) =>
      (...values: unknown[]) =>
        telemetry.log(level, call, values)
    return freeze({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
  }

  return {
    generation: freeze({
      name,
      version,
      generation,
      config: ownConfig,
      signal: unloadSignal,
      log: createLog(null),
      metrics,
      plugins: createPlugins(host, outside),
      ...createCapabilities(host, outside),
    }),
    call(id, { config: stepConfig, stream = null }) {
      freezeDeep(stepConfig)
      const config = isObject(stepConfig) ? stepConfig : ownConfig
      let controller: AbortController | null = null
      let signal: AbortSignal | null = null
      let log: Log | null = null
      let plugins: Plugins | null = null
      let capabilities: Capabilities | null = null
      let reason: DOMException | null = null
      const asker: Asker = {
        call: id,
        stopped: () => reason ?? unloadReason ?? (isUnderWay(id) ? null : 'ended'),
      }
      const granted = () => (capabilities ??= createCapabilities(host, asker))
      const ctx = freeze({
        name,
        version,
        generation,
        config,
        stream,
        metrics,
        get log() {
          return (log ??= createLog(id))
        },
        get plugins() {
          return (plugins ??= createPlugins(host, asker))
        },
        get storage() {
          return granted().storage
        },
        get sql() {
          return granted().sql
        },
        get net() {
          return granted().net
        },
        get clock() {
          return granted().clock
        },
        get random() {
          return granted().random
        },
        get secrets() {
          return granted().secrets
        },
        get signal() {
          if (signal !== null) return signal
          controller = new PrivateAbortController()
          if (reason !== null) abortWith(controller, reason)
          return (signal = anySignal([abortSignalOf(controller), unloadSignal]))
        },
      })
      return {
        id,
        ctx,
        asker,
        isAborted: () => reason !== null,
        abort(text) {
          reason = new PrivateDOMException(text, 'AbortError')
          host.stop(id, reason)
          if (controller !== null) abortWith(controller, reason)
        },
      }
    },
    unload() {
      unloadReason = new PrivateDOMException('The generation is being unloaded', 'AbortError')
      host.stopCalls(unloadReason)
      abortWith(unloading, unloadReason)
    },
  }
}
