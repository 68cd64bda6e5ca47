import type { ItemError, PipelineReport, StepStats } from '../../kernel/pipeline/pipeline-report'
import type { PluginError } from '../../kernel/errors'
import type { OnError } from '../../kernel/pipeline/step'
import { counted, formatMs } from '../controls/format'

/** What a place between steps is called; 0 is before the first. */
export function placeName(plugins: readonly string[], place: number): string {
  const [before, after] = [plugins[place - 1], plugins[place]]
  if (before === undefined) return 'Items that went in'
  return after === undefined ? 'Items that came out' : `Items between ${before} and ${after}`
}

/** How many items crossed a place; `null` before any run. */
export function crossed(stats: readonly StepStats[], place: number): number | null {
  return place === 0 ? (stats[0]?.in ?? null) : (stats[place - 1]?.out ?? null)
}

/** A count that fits under a bead: `980`, `12.4k`, `3.1M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en')
  const [size, sign] = count < 999_950 ? [1_000, 'k'] : [1_000_000, 'M']
  const share = count / size
  return `${share.toFixed(share < 100 ? 1 : 0)}${sign}`
}

/** Items a second since the run began; `null` while it is too young to tell. */
export function rateOf(items: number, elapsedMs: number): string | null {
  if (elapsedMs < 100 || items === 0) return null
  return `${Math.round((items * 1000) / elapsedMs).toLocaleString('en')} items/s`
}

/** `3.1 µs/item`, `12 ms/item`. */
export function timePerItem(ms: number): string {
  return `${ms < 0.1 ? `${(ms * 1000).toFixed(1)} µs` : formatMs(ms)}/item`
}

export const onErrorWords: Readonly<Record<OnError, { readonly label: string; readonly text: string }>> = {
  stop: { label: 'Stop', text: 'The run ends at the first item that a step fails on.' },
  skip: { label: 'Skip it', text: 'The item is left out, and how many were is told.' },
  collect: { label: 'Collect', text: 'The item is left out, and each error is listed.' },
}

/** One line of the list of errors. */
export interface ErrorRow {
  readonly step: number
  /** From 0; `null` where it is about no item. */
  readonly item: number | null
  /** Its line in the file, from 1, where it could not be read. */
  readonly line?: number
  readonly error: PluginError
}

/** The failure that ended the run, then the errors that did not. */
export function errorRows(report: PipelineReport): readonly ErrorRow[] {
  const errors: readonly ItemError[] = report.errors
  if (report.ok || report.error.code === 'CANCELLED') return errors
  const { step, item = null, error, line } = report
  return [{ step, item, error, ...(line === undefined ? {} : { line }) }, ...errors]
}

/** How a run ended, in one sentence. */
export function endingOf(report: PipelineReport, written: number, isStream: boolean): string {
  if (!report.ok && report.error.code === 'CANCELLED') return 'Cancelled.'
  if (!report.ok && report.line !== undefined) return `It failed on line ${report.line.toLocaleString('en')}.`
  if (!report.ok) return report.item === undefined ? 'It failed.' : `It failed on item ${report.item + 1}.`
  const failed = report.errors.length + report.moreErrors
  if (!isStream) return failed > 0 ? 'The value was left out: a step failed on it.' : 'Done.'
  const out = `${written.toLocaleString('en')} ${written === 1 ? 'item' : 'items'} came out`
  return failed > 0 ? `${out}; ${counted(failed, 'item')} failed.` : `${out}.`
}
