import { describe, expect, it } from 'vitest'
import { errorHints, pluginError } from '../../../src/kernel/errors'
import type { Problem } from '../../../src/stores/problems'
import type { Span, SwapTimeline } from '../../../src/stores/timeline'
import { durationChart } from '../../../src/ui/drawer/duration-chart'
import { groupProblems, hintProblems } from '../../../src/ui/drawer/problem-groups'
import { waterfall } from '../../../src/ui/drawer/waterfall'

const span = (phase: Span['phase'], startMs: number, durationMs: number, note: string | null = null): Span => ({
  phase,
  startMs,
  durationMs,
  note,
})

function swap(spans: Span[], more: Partial<SwapTimeline> = {}): SwapTimeline {
  const outcome = 'committed'
  return { swap: 1, plugin: 'greeter', at: 0, spans, generation: 2, predecessor: 1, error: null, outcome, ...more }
}

describe('the waterfall of a swap', () => {
  it('lays the parts on one scale, in the order in which they began', () => {
    const { bars } = waterfall(swap([span('output', 5, 5), span('load', 0, 4), span('commit', 5, 0)]))
    expect(bars.map(({ label, left, width }) => [label, left, width])).toEqual([
      ['load', 0, 0.4],
      ['commit', 0.5, 0],
      ['first output', 0.5, 0.5],
    ])
  })

  it('names the generation that drains, and cuts a long drain so that the rest can be seen', () => {
    const { bars } = waterfall(swap([span('load', 0, 10), span('drain', 10, 5_000)]))
    expect(bars[1]).toMatchObject({ label: 'drain g1', tone: 'after', durationMs: 5_000 })
    expect(bars[0]!.width).toBe(0.25)
    expect(bars[1]!.left + bars[1]!.width).toBeLessThanOrEqual(1)
  })

  it('marks the part that failed, told or not', () => {
    const about = { plugin: 'greeter', version: '1.0.0', generation: 2 }
    const refused = { outcome: 'refused', generation: null } as const
    const told = swap([span('load', 0, 4), span('init', 4, 6)], {
      ...refused,
      error: pluginError('INIT', 'init', about, 'no'),
    })
    expect(waterfall(told).bars.at(-1)).toMatchObject({ label: 'init', tone: 'failed', durationMs: 6 })
    const untold = swap([span('load', 0, 4)], { ...refused, error: pluginError('INIT', 'init', about, 'no') })
    expect(waterfall(untold).bars.at(-1)).toMatchObject({ label: 'init', tone: 'failed', note: 'failed' })
  })

  it('of a save that has only begun is empty', () => {
    expect(waterfall(swap([], { outcome: 'under way' })).bars).toEqual([])
  })
})

describe('problems', () => {
  const problem = (plugin: string, file: string | null, line: number, severity: Problem['severity']): Problem => ({
    source: 'types',
    severity,
    plugin,
    code: null,
    message: '',
    hint: null,
    file,
    line,
    column: 1,
    endLine: null,
    endColumn: null,
  })

  it('stand by file, those of the plugin on screen first, the worst on top', () => {
    const groups = groupProblems(
      [
        problem('a', 'index.ts', 1, 'error'),
        problem('b', 'rows.ts', 9, 'warning'),
        problem('b', 'rows.ts', 3, 'error'),
        problem('b', 'rows.ts', 2, 'warning'),
      ],
      'b',
    )
    expect(groups.map(({ key, problems }) => [key, problems.map(({ line }) => line)])).toEqual([
      ['b/rows.ts', [3, 2, 9]],
      ['a/index.ts', [1]],
    ])
  })

  it('of the compiler and the manifest have their code, and its hint once for each plugin', () => {
    const compiled = (plugin: string, file: string, line: number, more: Partial<Problem> = {}): Problem => ({
      ...problem(plugin, file, line, 'error'),
      source: 'compiler',
      ...more,
    })
    const groups = groupProblems(
      [
        compiled('a', 'index.ts', 1, { hint: 'its own' }),
        compiled('a', 'index.ts', 2),
        compiled('a', 'rows.ts', 3),
        compiled('a', 'plugin.json', 1),
        compiled('b', 'index.ts', 4),
        compiled('b', 'index.ts', 5, { severity: 'warning' }),
        problem('b', 'index.ts', 6, 'error'),
      ],
      'a',
    )
    const shown = hintProblems(groups).flatMap(({ problems }) => problems)
    expect(shown.map(({ plugin, line, code, hint }) => [plugin, line, code, hint])).toEqual([
      ['a', 1, 'COMPILE', 'its own'],
      ['a', 2, 'COMPILE', errorHints.COMPILE],
      ['a', 1, 'MANIFEST', errorHints.MANIFEST],
      ['a', 3, 'COMPILE', null],
      ['b', 4, 'COMPILE', errorHints.COMPILE],
      ['b', 6, null, null],
      ['b', 5, null, null],
    ])
  })
})

describe('the chart of durations', () => {
  it('has the newest at the right, below a round number', () => {
    const { stems, topMs } = durationChart([1, 2, 3.5])
    expect(topMs).toBe(5)
    expect(stems.map(({ y }) => y)).toEqual([0.2, 0.4, 0.7])
    expect(stems.at(-1)!.x).toBeGreaterThan(0.99)
  })

  it('keeps the newest where there are many', () => {
    const { stems } = durationChart(Array.from({ length: 500 }, (_, index) => index))
    expect(stems.at(-1)!.ms).toBe(499)
    expect(stems.length).toBeLessThan(200)
  })
})
