import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runSteps, type Step, type StepResult } from '../../support/steps'

let folder = ''
const script = (code: string): string => `node -e "${code}"`
const reportOf = (tests: object): string => {
  const file = join(folder, `${JSON.stringify(tests).length}.json`)
  writeFileSync(file, JSON.stringify({ numPendingTests: 0, numTodoTests: 0, testResults: [], ...tests }))
  return file
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotplug-steps-'))
  const scripts = {
    good: script('console.log(1)'),
    bad: script("console.log('first'); console.error('last'); process.exit(1)"),
    endless: script('setInterval(() => {}, 1000)'),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'steps', scripts }))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const run = (steps: Step[], timeoutMs = 60_000): Promise<StepResult[]> =>
  runSteps(steps, { lanes: 2, timeoutMs, folder, onResult: () => undefined })

it('tells what passed, what failed with its whole output, and what was left out because of that', async () => {
  const results = await run([
    { name: 'good', script: ['good'] },
    { name: 'bad', script: ['bad'] },
    { name: 'after bad', script: ['good'], needs: ['bad'] },
    { name: 'after that', script: ['good'], needs: ['after bad'], alone: true },
    { name: 'not there', script: ['good'], skip: 'there is none' },
  ])
  expect(results.map(({ step, outcome, note }) => [step.name, outcome, note])).toEqual([
    ['good', 'passed', undefined],
    ['bad', 'failed', undefined],
    ['after bad', 'left out', 'bad did not pass'],
    ['after that', 'left out', 'after bad did not pass'],
    ['not there', 'left out', 'there is none'],
  ])
  expect(results[1]?.output).toMatch(/first[^]*last|last[^]*first/)
})

it('ends a step that takes too long', async () => {
  const [result] = await run([{ name: 'endless', script: ['endless'] }], 1500)
  expect(result).toMatchObject({ outcome: 'failed', output: expect.stringContaining('longer than 1.5 s') as string })
})

it('takes a script that does not exist for a failure', async () => {
  expect(await run([{ name: 'none', script: ['none'] }])).toMatchObject([{ outcome: 'failed' }])
})

it('takes a runner that left no report, or ran no test, for a failure', async () => {
  const results = await run([
    { name: 'no report', script: ['good'], report: join(folder, 'none.json') },
    { name: 'no test', script: ['good'], report: reportOf({ numPassedTests: 0, numFailedTests: 0 }) },
  ])
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
})

it('believes the report where the runner ends well in spite of a failure', async () => {
  const results = await run([
    { name: 'all', script: ['good'], report: reportOf({ numPassedTests: 3, numFailedTests: 0 }) },
    { name: 'most', script: ['good'], report: reportOf({ numPassedTests: 20, numFailedTests: 1 }) },
    {
      name: 'broken file',
      script: ['good'],
      report: reportOf({
        numPassedTests: 200,
        numFailedTests: 0,
        testResults: [{ status: 'failed', assertionResults: [] }],
      }),
    },
  ])
  expect(results.map(({ outcome, counts }) => [outcome, counts])).toEqual([
    ['passed', { passed: 3, failed: 0, skipped: 0 }],
    ['failed', { passed: 20, failed: 1, skipped: 0 }],
    ['failed', { passed: 200, failed: 1, skipped: 0 }],
  ])
})
