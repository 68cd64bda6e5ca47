import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { PluginFailure, type PluginError } from '../../kernel/errors'
import type { Config } from '../../kernel/config'
import { builtIns } from '../../kernel/middleware/built-ins'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'
import { chainLists, type ChainLists, type Choice, type Target } from './chain-rows'

/** Events after which a chain may be another, or a middleware in it may be up or down. */
const rereadOn: ReadonlySet<string> = new Set(['changed', 'state', 'swap-committed', 'restarted', 'unloaded'])

export interface ChainView {
  /** `null` until Hotplug can tell, and where the plugin was never saved. */
  readonly lists: Readonly<ShallowRef<ChainLists | null>>
  readonly isMiddleware: Readonly<ShallowRef<boolean>>
  /** Every middleware there is. */
  readonly choices: Readonly<ShallowRef<readonly Choice[]>>
  /** Why the newest change was not taken. */
  readonly refusal: Readonly<ShallowRef<PluginError | null>>
  /** Whether a plugin stands among them. */
  readonly hasPlugins: ComputedRef<boolean>
  /** Puts these around the target's calls, outermost first. Tells whether it was taken. */
  put(target: Target, names: readonly string[]): boolean
  options(target: Target, name: string): Config
  setOptions(target: Target, name: string, values: Config): boolean
}

/** What is around the calls of a plugin, kept up to date, and the way to change it. */
export function useChain(plugin: () => string): ChainView {
  const { kernel } = usePlayground()
  const lists = shallowRef<ChainLists | null>(null)
  const choices = shallowRef<readonly Choice[]>([])
  const isMiddleware = shallowRef(false)
  const refusal = shallowRef<PluginError | null>(null)

  function read(): void {
    const { middleware } = kernel
    choices.value = middleware.available().map((one) => ({ ...one, isBuiltIn: builtIns.has(one.name) }))
    isMiddleware.value = kernel.details(plugin()).manifest?.kind === 'middleware'
    const links = attempt(() => middleware.chain(plugin()))
    lists.value = links.ok ? chainLists(links.value, middleware.list(), choices.value, isMiddleware.value) : null
  }

  function change(work: () => void): boolean {
    const done = attempt(work)
    refusal.value = done.ok ? null : done.error
    readNow()
    return done.ok
  }

  watch(plugin, () => (refusal.value = null))
  const readNow = useKernelView({ read, heard: ({ type }) => rereadOn.has(type), watched: [plugin] })

  return {
    ...{ lists, isMiddleware, choices, refusal },
    hasPlugins: computed(() =>
      [lists.value?.all, lists.value?.own].some((rows) => rows?.some(({ isBuiltIn }) => !isBuiltIn)),
    ),
    put: (target, names) => change(() => kernel.middleware.set(target, names)),
    options: (target, name) => kernel.middleware.options(target, name),
    setOptions: (target, name, values) => change(() => kernel.middleware.setOptions(target, name, values)),
  }
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: PluginError }

function attempt<Value>(work: () => Value): Attempt<Value> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    if (!(error instanceof PluginFailure)) throw error
    return { ok: false, error: error.error }
  }
}
