import { subjectOf, type Build } from './build'
import { configMessage } from './config'
import { pluginError, type PluginError } from './errors'
import { createInstance, type Instance, type InstanceSurroundings } from './instance'
import type { Lifecycle } from './lifecycle'
import type { GuestMethod, GuestRequests, Sandbox } from './guest-port'
import type { SwapPhase } from './reports'
import { fail, ok, type Result } from './result'

export interface BringUpOptions extends InstanceSurroundings {
  readonly build: Build
  readonly lifecycle: Lifecycle
  readonly sandbox: Sandbox
  /** Aborted when nobody wants the instance any more; it ends at once. */
  readonly signal: AbortSignal
  /** Measures a part; a restart, which nobody waits for, just runs it. */
  readonly measure: <Value>(phase: SwapPhase, work: () => Promise<Value>) => Promise<Value>
}

/**
 * From a build to an instance that is ready for its first call: a realm, the module in it, its config accepted and
 * `init` run. On a failure nothing of it is left.
 */
export async function bringUp(options: BringUpOptions): Promise<Result<Instance, PluginError>> {
  const { build, lifecycle, measure, sandbox, signal } = options
  const { manifest, config } = build
  const { limits } = manifest

  const realm = await measure('spare', () => sandbox.open(manifest))
  if (!realm.ok) {
    const { code, message, hint } = realm.error
    return fail(pluginError(code, 'load', subjectOf(build), message, { hint }))
  }
  const instance = createInstance({ ...options, realm: realm.value })
  // A candidate that hangs must not keep a newer save waiting for its deadline.
  const dispose = () => instance.dispose()
  signal.addEventListener('abort', dispose, { once: true })
  if (signal.aborted) dispose()
  const giveUp = (error: PluginError) => {
    dispose()
    return fail(error)
  }

  /** Asks for one thing; an abort that came meanwhile counts as a failure, whatever the answer. */
  const ask = async <Method extends GuestMethod>(
    phase: SwapPhase,
    method: Method,
    params: GuestRequests[Method]['params'],
    ms: number,
  ): Promise<Result<GuestRequests[Method]['result'], PluginError>> => {
    const result = await measure(phase, () => instance.request(method, params, ms))
    return signal.aborted
      ? fail(pluginError('CANCELLED', 'load', subjectOf(build), 'The start was called off'))
      : result
  }

  const { name, version, kind } = manifest
  const params = { code: build.module.code, name, version, kind, generation: build.generation, config }
  const loaded = await ask('load', 'load', params, limits.loadMs)
  if (!loaded.ok) return giveUp(loaded.error)
  instance.exports = loaded.value
  lifecycle.send('loaded')

  if (instance.exports.validateConfig) {
    const checked = await ask('config', 'validateConfig', { config }, limits.initMs)
    if (!checked.ok) return giveUp(checked.error)
    if (checked.value.length > 0)
      return giveUp(pluginError('CONFIG', 'config', subjectOf(build), configMessage(checked.value)))
  }
  if (instance.exports.init) {
    const initialised = await ask('init', 'init', {}, limits.initMs)
    if (!initialised.ok) return giveUp(initialised.error)
  }
  return ok(instance)
}
