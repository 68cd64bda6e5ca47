import type { ConfigProblem, Health } from '../../sdk'
import { isObject } from './kinds-of-value'
import { isArray, min } from './primordials'
import { bad, good, type Outcome } from './outcome'
import { cut } from './to-fault'

const maxProblems = 100

/** What a plugin's `validateConfig` said, as plain data; a plugin without one has nothing to say. */
export function readConfigProblems(value: unknown): Outcome {
  if (value === undefined || value === null) return good([])
  if (!isArray(value)) {
    return bad({ code: 'CONFIG', message: 'validateConfig must return a list of { path, message }.' })
  }
  const problems: ConfigProblem[] = []
  const count = min(value.length, maxProblems)
  for (let index = 0; index < count; index++) {
    const problem: unknown = value[index]
    if (!isObject(problem) || typeof problem['message'] !== 'string') {
      return bad({ code: 'CONFIG', message: `validateConfig: entry ${index} is not { path, message }.` })
    }
    const path = problem['path']
    problems[index] = { path: typeof path === 'string' ? cut(path, 500) : '', message: cut(problem['message'], 1000) }
  }
  return good(problems)
}

/** What a plugin's `healthCheck` said; a plugin without one is well. */
export function readHealth(value: unknown): Outcome {
  if (value === undefined || value === null) return good<Health>({ status: 'ok' })
  const status = isObject(value) ? value['status'] : undefined
  if (status !== 'ok' && status !== 'degraded' && status !== 'failing') {
    const message = 'healthCheck must return { status: "ok" | "degraded" | "failing" }.'
    return bad({ code: 'HEALTH', message })
  }
  const detail = isObject(value) ? value['detail'] : undefined
  return good<Health>({ status, ...(typeof detail === 'string' ? { detail: cut(detail, 1000) } : {}) })
}
