import type { Lifecycle, State } from './lifecycle'
import type { PluginSource } from './ports'

/** A build that was committed, with the files that it was made of, so that it can be brought back. */
export interface Generation {
  readonly generation: number
  readonly version: string
  readonly source: PluginSource
  /** Its newest life: a generation that is brought back after a crash begins another. */
  lifecycle: Lifecycle
}

/** A generation as the kernel tells of it. */
export interface GenerationStatus {
  readonly generation: number
  readonly version: string
  readonly state: State
}

/** The generations of one plugin, oldest first. */
export interface Generations {
  add(generation: Generation): void
  /** `undefined` for a number that was never committed, or whose files are kept no more. */
  find(generation: number): Generation | undefined
  newest(): Generation | undefined
  list(): GenerationStatus[]
}

/** So many are kept, more than a person can look back on; each holds its source. */
export const keptGenerations = 200

export function createGenerations(): Generations {
  const kept: Generation[] = []
  return {
    add(generation) {
      kept.push(generation)
      if (kept.length > keptGenerations) kept.shift()
    },
    find: (number) => kept.find(({ generation }) => generation === number),
    newest: () => kept.at(-1),
    list: () => kept.map(({ generation, version, lifecycle }) => ({ generation, version, state: lifecycle.state })),
  }
}
