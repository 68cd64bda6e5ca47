import { isPlainObject } from '../kernel/config'
import type { Step } from '../kernel/pipeline/step'
import { readConfig } from '../kernel/read-config'
import { fail, ok, type Result } from '../kernel/result'

/** A step as it is typed: its texts may not be what a step takes yet. */
export interface StepDraft {
  /** Tells it from others of the same plugin, wherever it is moved. */
  readonly id: number
  readonly plugin: string
  /** A SemVer range; empty for the version that was saved last. */
  readonly version: string
  /** JSON; empty for the plugin's own config. */
  readonly config: string
}

/** The texts of a step, without what only the page needs. */
export type StepTexts = Omit<StepDraft, 'id'>

export function textsOf({ plugin, version, config }: Step): StepTexts {
  return {
    plugin,
    version: version ?? '',
    config: config === undefined ? '' : JSON.stringify(config, null, 2),
  }
}

/** What the config's text says: `undefined` where it is empty. The failure is a sentence for the person. */
export function readStepConfig(text: string): Result<Readonly<Record<string, unknown>> | undefined, string> {
  if (text.trim() === '') return ok(undefined)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
  if (!isPlainObject(value)) return fail('A config is an object in braces, such as {"rows": 10}')
  const config = readConfig(value)
  return config.ok ? config : fail(`${config.error.path || 'The config'}: ${config.error.message}`)
}

/** The step that the texts stand for. The failure is what is wrong with its config. */
export function readStep({ plugin, version, config: text }: StepTexts): Result<Step, string> {
  const config = readStepConfig(text)
  if (!config.ok) return config
  const range = version.trim()
  return ok({
    plugin,
    ...(range === '' ? {} : { version: range }),
    ...(config.value === undefined ? {} : { config: config.value }),
  })
}

/** The list with one entry in another place; places beyond the ends are the ends. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): readonly Entry[] {
  const entry = list[from]
  const place = Math.max(0, Math.min(list.length - 1, to))
  if (entry === undefined || place === from) return list
  const others = list.filter((_other, index) => index !== from)
  return [...others.slice(0, place), entry, ...others.slice(place)]
}
