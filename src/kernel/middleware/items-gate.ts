import { subjectOf, type Build } from '../build'
import type { Item } from '../pipeline/item'
import type { Batch, BatchGate, ItemFailures, ToError } from './batch'
import { misfit, misfitsIn, type Misfits } from './misfits'
import { recheck, type InputSchema, type RecheckOptions } from './recheck'
import type { ValueCheck } from './value-check'

type Verdict = (build: Build) => ItemFailures

export interface ItemsGateOptions extends Pick<RecheckOptions<Verdict>, 'schema' | 'pump'> {
  readonly batch: Pick<Batch, 'items' | 'turns'>
  readonly values: ValueCheck
}

const none: ItemFailures = new Map()

/** Checks items that were accepted again where a generation with another schema takes their batch in the end. */
export function itemsGate({ batch: { items, turns }, schema, values, pump }: ItemsGateOptions): BatchGate {
  function check(by: InputSchema): Verdict | Promise<Verdict> {
    if (by === undefined) return acceptAll
    const given = items.map(({ value }) => value)
    return misfitsIn(given, by, { values, turns }).then(verdictOn)
  }

  function verdictOn(misfits: Misfits): Verdict {
    if (misfits.size === 0) return acceptAll
    return (build) => {
      const failures = new Map<Item, ToError>()
      for (const [place, item] of items.entries()) {
        const problems = misfits.get(place)
        if (problems) failures.set(item, async () => misfit('input', subjectOf(build), problems))
      }
      return failures
    }
  }

  const checked = recheck<Verdict>({ schema, found: acceptAll, check, pump })
  return { isReady: checked.isReady, refuseItems: (build) => checked.found?.(build) ?? none }
}

const acceptAll: Verdict = () => none
