import { isPlainObject } from '../kernel/config'
import { renamed as withRenamed, type Step } from '../kernel/pipeline/step'
import { pipelinesFile, type SkippedFile } from '../workspace/place-files'
import { WorkspaceError } from '../workspace/workspace-error'
import { checkPipelineName, checkSteps } from './check-pipeline'
import type { KeptPipelines } from './kept-pipelines'
import type { CameIn, Renaming } from './plugin-folders'

/** What a `pipelines.json` holds, and what of it is no pipeline. */
export interface ReadPipelines {
  readonly pipelines: ReadonlyMap<string, readonly Step[]>
  readonly skipped: readonly SkippedFile[]
}

const maxPipelines = 1_000

/**
 * Holds each to the rules that a pipeline is saved by.
 *
 * @param text - of a `pipelines.json`; `null` where there is none
 */
export async function readPipelines(text: string | null): Promise<ReadPipelines> {
  const entries = text === null ? [] : entriesOf(text)
  if (typeof entries === 'string') return { pipelines: new Map(), skipped: [{ path: pipelinesFile, reason: entries }] }
  const pipelines = new Map<string, readonly Step[]>()
  const skipped: SkippedFile[] = []
  for (const [name, value] of entries) {
    const checked = checkPipelineName(name)
    const steps = checked.ok ? await checkSteps(value) : checked
    if (steps.ok) pipelines.set(name, steps.value)
    else skipped.push(leftOut(name, steps.error.message))
  }
  return { pipelines, skipped }
}

/** The names with what stands under them, or a sentence where there are none. */
function entriesOf(text: string): [string, unknown][] | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'It is not JSON.'
  }
  if (!isPlainObject(value)) return 'It is no list of pipelines by name: { "orders": [{ "plugin": "titlecase" }] }.'
  const entries = Object.entries(value)
  if (entries.length > maxPipelines) return `It has more than ${maxPipelines} pipelines. Take some out.`
  return entries
}

/**
 * Keeps pipelines from outside beside those that are there, none of which is written over.
 *
 * @param plugins - the plugins that came along and got another name, which the steps follow
 */
export function addPipelines(
  kept: KeptPipelines,
  { pipelines, skipped }: ReadPipelines,
  plugins: readonly Renaming[],
  freeName: (wish: string, taken: readonly string[]) => string,
): CameIn & { readonly skipped: readonly SkippedFile[] } {
  const present = kept.taken()
  /** What comes in under its own name must still find it free. */
  const taken = [...present, ...pipelines.keys()]
  const added: string[] = []
  const renamed: Renaming[] = []
  const unchanged: string[] = []
  const refused: SkippedFile[] = []
  for (const [wish, given] of pipelines) {
    const steps = plugins.reduce((now, { from, to }) => withRenamed(now, from, to), given)
    if (JSON.stringify(kept.get(wish)) === JSON.stringify(steps)) {
      unchanged.push(wish)
      continue
    }
    const name = present.includes(wish) ? freeName(wish, taken) : wish
    try {
      kept.set(name, steps)
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error
      refused.push(leftOut(wish, error.message))
      continue
    }
    added.push(name)
    if (name !== wish) {
      taken.push(name)
      renamed.push({ from: wish, to: name })
    }
  }
  return { added, renamed, unchanged, skipped: [...skipped, ...refused] }
}

function leftOut(name: string, reason: string): SkippedFile {
  const shown = name.length > 64 ? `${name.slice(0, 64)}…` : name
  return { path: `${pipelinesFile}, ${JSON.stringify(shown)}`, reason }
}
