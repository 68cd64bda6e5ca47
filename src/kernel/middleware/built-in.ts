import * as v from 'valibot'
import type { ConfigProblem } from '../../sdk'
import type { Permissions } from '../permissions'
import type { Config } from '../config'
import type { EventBus } from '../events'
import type { Clock } from '../ports'
import type { Redaction } from '../redaction'
import type { Registration } from '../registry'
import { fail, ok, type Result } from '../result'
import type { AroundBatch } from './batch'
import type { CallMetrics } from './call-metrics'
import type { Middleware } from './middleware'
import type { ValueCheck } from './value-check'

/** What a middleware knows of the plugin that it goes around, and of the world. */
export interface Surroundings {
  readonly registration: Registration
  readonly clock: Clock
  readonly events: EventBus
  /** From 0 up to 1. */
  readonly random: () => number
  readonly values: ValueCheck
  readonly metrics: CallMetrics
  readonly permissions: Pick<Permissions, 'ready' | 'lackedBy' | 'refuse'>
  /** Takes secrets out of what is told. */
  readonly redact: Redaction['text']
}

/** A middleware around one plugin. */
export interface ActiveMiddleware {
  readonly middleware: Middleware
  /** Without it, the items of a stream go one by one. */
  readonly aroundBatch?: AroundBatch
  /** Another generation serves: what was learnt of the one before does not hold any more. */
  onUp?(): void
  /** Calls may end differently from now on: what is inside of it is not what it was, or what plugins may do. */
  onChange?(): void
}

/** A middleware that comes with Hotplug. */
export interface BuiltIn {
  /** What it does, in a sentence. */
  readonly description: string
  /** Its options, each with a description and a default: what a form, or a reference, is made of. */
  readonly schema: v.GenericSchema<unknown, Config>
  /** These values with every default filled in, or what is wrong with them. */
  readOptions(values: Config): Result<Config, readonly ConfigProblem[]>
  /** @param values - as {@link readOptions} took them */
  create(values: Config, surroundings: Surroundings): ActiveMiddleware
}

export function builtIn<const Schema extends v.GenericSchema<unknown, Config>>(
  description: string,
  schema: Schema,
  create: (options: v.InferOutput<Schema>, surroundings: Surroundings) => ActiveMiddleware,
): BuiltIn {
  return {
    description,
    schema,
    readOptions(values) {
      const read = v.safeParse(schema, values)
      return read.success ? ok(read.output) : fail(read.issues.map(toProblem))
    },
    create: (values, surroundings) => create(v.parse(schema, values), surroundings),
  }
}

function toProblem(issue: v.BaseIssue<unknown>): ConfigProblem {
  const path = (issue.path ?? []).map(({ key }) => `/${String(key)}`).join('')
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never'
  return { path, message: isUnknown ? 'there is no such option.' : issue.message }
}

/** An option that is a whole number. */
export function wholeNumber(what: string, unit: string, byDefault: number, min: number, max: number) {
  const message = `it must be a whole number of ${unit} from ${min} to ${max}.`
  return v.optional(
    v.pipe(
      v.number(message),
      v.integer(message),
      v.minValue(min, message),
      v.maxValue(max, message),
      v.description(`${what} ${byDefault} unless told.`),
    ),
    byDefault,
  )
}

/** An option that is on or off. */
export function toggle(what: string, byDefault: boolean) {
  return v.optional(v.pipe(v.boolean('it must be true or false.'), v.description(what)), byDefault)
}

/** An option that is a share, from 0 to 1. */
export function share(what: string, byDefault: number) {
  const message = 'it must be a number from 0 to 1.'
  return v.optional(
    v.pipe(v.number(message), v.minValue(0, message), v.maxValue(1, message), v.description(what)),
    byDefault,
  )
}

/** An option that is a list of texts, and empty unless told. */
export function texts(what: string) {
  const message = 'it must be a list of texts.'
  return v.optional(
    v.pipe(
      v.array(v.pipe(v.string(message), v.maxLength(300, 'it has a text that is too long.')), message),
      v.maxLength(64, 'it may have 64 texts.'),
      v.description(what),
    ),
    [],
  )
}
