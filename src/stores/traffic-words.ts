import type { TrafficTotals } from '../app/traffic-ledger'

/** The totals as one line: `sent 12,345 · answered 12,345 · lost 0 · doubled 0 · failed 0`. */
export function totalsOf({ sent, answered, lost, doubled, failed }: TrafficTotals): readonly TrafficTotal[] {
  return [
    { label: 'sent', value: counted(sent), isBad: false },
    { label: 'answered', value: counted(answered), isBad: false },
    { label: 'lost', value: counted(lost), isBad: lost > 0 },
    { label: 'doubled', value: counted(doubled), isBad: doubled > 0 },
    { label: 'failed', value: counted(failed), isBad: failed > 0 },
  ]
}

export interface TrafficTotal {
  readonly label: string
  readonly value: string
  readonly isBad: boolean
}

/** The totals as a sentence, to be read out. */
export function trafficSummary(totals: TrafficTotals): string {
  const [sent, ...others] = totalsOf(totals).map(({ label, value }) => `${value} ${label}`)
  return `Traffic: ${sent}, ${others.join(', ')}.`
}

/** Which failures there were, and what the newest says: `TIMEOUT 3, EXECUTE 1 · not today`; `null` where there was none. */
export function failuresOf({ failures, newestFailure }: TrafficTotals): string | null {
  const told = Object.entries(failures).sort(([, a], [, b]) => b - a)
  if (told.length === 0) return null
  const counts = told.map(([code, count]) => `${code} ${counted(count)}`).join(', ')
  return newestFailure ? `${counts} · ${newestFailure.message}` : counts
}

/** What holds without `limits.executeMs` in the manifest, in milliseconds. */
const defaultExecuteMs = 5_000

/** How long the host lets one call of this plugin take, by the text of its manifest. */
export function executeMsOf(manifest: string): number {
  try {
    const { limits } = JSON.parse(manifest) as { limits?: { executeMs?: unknown } }
    return Number(limits?.executeMs ?? defaultExecuteMs) || defaultExecuteMs
  } catch {
    return defaultExecuteMs
  }
}

function counted(count: number): string {
  return count.toLocaleString('en')
}
