import type { PluginError } from '../errors'
import { maxErrors, type ItemError } from './pipeline-report'
import type { OnError } from './step'

/** Why a run ended before its end. */
export interface Failure {
  readonly error: PluginError
  readonly step: number
  readonly item?: number
  readonly line?: number
}

/** The items of a run that failed, told as a person wants it. */
export interface RunErrors {
  readonly list: readonly ItemError[]
  /** How many are not listed. */
  readonly more: number
  /** Leaves an item out. Whether the run goes on. */
  leaveOut(place: Omit<ItemError, 'error'>, toError: () => Promise<PluginError>): Promise<boolean>
}

/** @param stop - ends the run */
export function createRunErrors(onError: OnError, stop: (failure: Failure) => void): RunErrors {
  const list: ItemError[] = []
  let more = 0
  return {
    list,
    get more() {
      return more
    },
    async leaveOut(place, toError) {
      if (onError === 'stop') {
        const { item, ...rest } = place
        stop({ ...rest, error: await toError(), ...(item !== null && { item }) })
        return false
      }
      if (onError === 'skip' || list.length === maxErrors) more++
      else list.push({ ...place, error: await toError() })
      return true
    },
  }
}
