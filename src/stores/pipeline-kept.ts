import { typedPrefix } from '../app/kept-pipelines'
import { isPlainObject } from '../kernel/config'
import { onErrors, type OnError, type Step } from '../kernel/pipeline/step'
import type { Json, Settings } from '../workspace/settings'
import { textsOf, type StepTexts } from './pipeline-steps'

/** What goes in: one value, each item of a list, or each of a file's. */
export const inputKinds = ['value', 'list', 'file'] as const
export type InputKind = (typeof inputKinds)[number]

/** What is kept of a pipeline's page, beside the steps that are saved. */
export interface KeptPipeline {
  readonly steps: readonly StepTexts[]
  readonly inputKind: InputKind
  /** JSON, as typed. */
  readonly value: string
  readonly list: string
  readonly onError: OnError
}

/** What a pipeline's page begins with. */
export type FirstInput = Pick<KeptPipeline, 'inputKind' | 'value'>

const keyOf = (name: string): string => typedPrefix + name

/** The names of all that have something kept. */
export function keptNames(settings: Settings): string[] {
  return settings
    .keys()
    .filter((key) => key.startsWith(typedPrefix))
    .map((key) => key.slice(typedPrefix.length))
}

/**
 * What was kept, whatever wrote it. The texts are of the steps that were saved then: they hold as long as nobody else
 * has saved others since.
 *
 * @param first - what goes in as long as the person has not chosen
 */
export function readKept(
  settings: Settings,
  name: string,
  saved: readonly Step[] | null,
  first: FirstInput = { inputKind: 'list', value: '' },
): KeptPipeline {
  const kept = settings.get(keyOf(name))
  const { of, steps, inputKind, value, list, onError } = isPlainObject(kept) ? kept : {}
  const hasTexts = Array.isArray(steps) && steps.every(isStepTexts)
  const texts = hasTexts && (saved === null || of === JSON.stringify(saved)) ? steps : (saved ?? []).map(textsOf)
  return {
    steps: texts.map(({ plugin, version, config }) => ({ plugin, version, config })),
    inputKind: inputKinds.find((kind) => kind === inputKind) ?? first.inputKind,
    value: typeof value === 'string' ? value : first.value,
    list: typeof list === 'string' ? list : '',
    onError: onErrors.find((other) => other === onError) ?? 'stop',
  }
}

/** @throws WorkspaceError `TOO_LARGE` */
export function writeKept(settings: Settings, name: string, kept: KeptPipeline, saved: readonly Step[] | null): void {
  const { inputKind, value, list, onError } = kept
  const steps = kept.steps.map(({ plugin, version, config }) => ({ plugin, version, config }))
  const of = saved === null ? null : JSON.stringify(saved)
  settings.set(keyOf(name), { of, steps, inputKind, value, list, onError } satisfies Json)
}

export function removeKept(settings: Settings, name: string): void {
  settings.remove(keyOf(name))
}

function isStepTexts(value: unknown): value is StepTexts {
  if (!isPlainObject(value)) return false
  return [value['plugin'], value['version'], value['config']].every((text) => typeof text === 'string')
}
