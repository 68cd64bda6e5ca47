import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { JsonSchema } from '../../kernel/ports'
import type { ConfigProblem } from '../../sdk'
import { coalesce, whenTypingRests } from '../../stores/coalesce'
import { parseInput, useInputsStore } from '../../stores/inputs'
import { usePlayground } from '../../stores/playground'

/** What of the input on screen the schema does not accept, checked when the typing rests. */
export function useInputProblems(schema: () => JsonSchema | undefined): Readonly<ShallowRef<readonly ConfigProblem[]>> {
  const { schemas } = usePlayground()
  const inputs = useInputsStore()
  const problems = shallowRef<readonly ConfigProblem[]>([])
  let newest = 0

  async function check(): Promise<void> {
    const number = ++newest
    const wanted = schema()
    const input = parseInput(inputs.text)
    // What is not JSON is told by the box itself, and an empty one is no input.
    const isAsked = wanted !== undefined && input.ok && input.value !== undefined
    const found = isAsked ? await schemas.check(wanted, input.value) : []
    if (number === newest) problems.value = found
  }

  const checkSoon = coalesce(() => void check(), whenTypingRests)
  watch([schema, () => inputs.text], checkSoon, { immediate: true })
  onScopeDispose(() => newest++)
  return problems
}
