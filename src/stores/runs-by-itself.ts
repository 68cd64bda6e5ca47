import type { PluginStatus } from '../kernel/reports'
import { reachesOut, takesCalls } from './plugins'

/** When a plugin could run though nobody has pressed Run. */
export type Occasion =
  /** It comes on screen. */
  | { readonly type: 'shown' }
  /** A generation of it serves from now on; `isSaved` says that a person may see the output of this save. */
  | { readonly type: 'committed'; readonly isOnScreen: boolean; readonly isSaved: boolean }

export interface Runner {
  /** A run of it was asked for, or shown, before: so its last input runs again after each save. */
  readonly hasRun: boolean
  /** The version that serves; `null` where none does. */
  readonly serving: () => Pick<PluginStatus, 'kind' | 'permissions'> | null
}

/** Whether the plugin runs by itself now. What may change or tell something elsewhere waits for the person's Run. */
export function runsByItself(occasion: Occasion, { hasRun, serving }: Runner): boolean {
  const mayRun = occasion.type === 'shown' ? !hasRun : hasRun || occasion.isOnScreen
  const plugin = mayRun ? serving() : null
  if (plugin === null || !takesCalls(plugin)) return false
  return hasRun || (occasion.type === 'committed' && occasion.isSaved) || !reachesOut(plugin)
}
