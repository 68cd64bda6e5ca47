import { byteLengthUpTo } from '../../kernel/byte-length'
import type { Origin } from '../../sdk'
import { formatBytes } from '../controls/format'

/** Counting stops here: what a snapshot may hold is bounded far below. In bytes. */
const countedBytes = 100_000_000

/** `about 40 bytes`, `about 12 kB`: as the kernel counts when it holds a snapshot to its limit. */
export function sizeWords(state: unknown): string {
  const bytes = byteLengthUpTo(countedBytes, state)
  return `about ${bytes < 1_000 ? `${bytes} bytes` : formatBytes(bytes)}`
}

/** How much of `limits.stateBytes` a state takes, from 0 to 1. */
export function shareOf(state: unknown, limit: number): number {
  return limit > 0 ? Math.min(1, byteLengthUpTo(limit, state) / limit) : 1
}

/** Where a state is from, and whether what serves now has it from there. */
export function originWords(from: Origin, serving: number | null): string {
  const taken = `Taken of generation ${from.generation}, version ${from.version}`
  if (serving === null) return `${taken}.`
  return serving === from.generation ? `${taken}, which serves now.` : `${taken}; generation ${serving} began with it.`
}
