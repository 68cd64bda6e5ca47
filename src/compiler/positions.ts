import type { TraceMap } from '@jridgewell/trace-mapping'
import type { Position } from '../kernel/errors'
import { isOwnPath, ownPath } from './bundling/own-path'

/**
 * Makes a module's `locate`. The map is fetched and read on the first question: most builds are never asked, and a
 * save must not wait for it.
 *
 * @param loadMap - gives the source map's text, `null` where there is none; may fail, and is then asked again
 */
export function createPositions(
  loadMap: () => Promise<string | null>,
): (line: number, column: number) => Promise<Position | null> {
  let reading: Promise<TraceMap | null> | null = null

  async function read(): Promise<TraceMap | null> {
    const [text, { TraceMap }] = await Promise.all([loadMap(), import('@jridgewell/trace-mapping')])
    return text === null ? null : new TraceMap(text)
  }

  return async (line, column) => {
    if (!(line >= 1) || !(column >= 1)) return null
    reading ??= read()
    const map = await reading.catch(() => {
      reading = null
      return null
    })
    if (map === null) return null
    const { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND, originalPositionFor } = await import('@jridgewell/trace-mapping')
    for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const) {
      const found = originalPositionFor(map, { line, column: column - 1, bias })
      if (found.source === null) continue
      return isOwnPath(found.source)
        ? { file: ownPath(found.source), line: found.line, column: found.column + 1 }
        : null
    }
    return null
  }
}
