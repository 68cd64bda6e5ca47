import type { ValueCheck } from './value-check'

/** The same check, whose answers come in the order in which they were asked for, however long each takes. */
export function inOrder(values: Pick<ValueCheck, 'check'>): Pick<ValueCheck, 'check'> {
  let pending = 0
  let newest: Promise<unknown> = Promise.resolve()
  return {
    check(schema, value) {
      const checking = values.check(schema, value)
      if (pending === 0 && !(checking instanceof Promise)) return checking
      pending++
      const turn = Promise.all([newest, checking]).then(([, problems]) => problems)
      newest = turn.then(over, over)
      return turn
    },
  }

  function over(): void {
    pending--
  }
}
