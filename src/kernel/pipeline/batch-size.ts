import type { BatchOutput } from '../guest-port'

/** How much goes into the next batch of a step. */
export interface BatchSize {
  readonly items: number
  /** For how long the plugin may begin further items, in milliseconds. */
  readonly budgetMs: number
  learn(output: BatchOutput): void
}

export const maxBatchItems = 1_000
/** The page copies each batch twice, and must not take longer than a few milliseconds for it. */
export const maxBatchBytes = 262_144
/** Enough for the cost of a message to be small beside it, and short enough to be cut off, drained or seen at once. */
const budgetMs = 20
/** Items that wait for something else overlap: a batch of them should last longer than one item does … */
const budgetPerTail = 4
/** … but a swap waits for it. */
const maxBudgetMs = 1_000
const firstItems = 64
const maxGrowth = 4

/** Finds the batch size that keeps a step's plugin at work for {@link budgetMs}, by how long the last batch took. */
export function createBatchSize(): BatchSize {
  const size = {
    items: firstItems,
    budgetMs,
    learn({ outputs, busyMs, tailMs }: BatchOutput) {
      size.budgetMs = Math.min(maxBudgetMs, Math.max(budgetMs, tailMs * budgetPerTail))
      const fitting = Math.ceil((outputs.length * size.budgetMs) / Math.max(busyMs, 0.001))
      size.items = Math.max(1, Math.min(maxBatchItems, size.items * maxGrowth, fitting))
    },
  }
  return size
}
