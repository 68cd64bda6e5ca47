/** `npm test`: every check there is, two at a time; quiet where all is well, whole where it is not. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './support/ensure-chromium'
import { runSteps, type Step, type StepResult } from './support/steps'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = mkdtempSync(join(tmpdir(), 'hotplug-test-'))

function vitest(name: string, script: string, ...folders: string[]): Pick<Step, 'name' | 'script' | 'report'> {
  const report = join(reports, `${name}.json`)
  return {
    name,
    report,
    script: [script, ...folders, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  }
}

function withoutTests(...folders: string[]): string | undefined {
  const hasTests = folders.some(
    (folder) =>
      existsSync(join(root, folder)) &&
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some((path) =>
        /\.(?:test|spec)\.ts$/.test(path),
      ),
  )
  return hasTests ? undefined : `there are no tests in ${folders.join(' or ')}`
}

const endToEndReport = join(reports, 'e2e.json')
const steps: Step[] = [
  { ...vitest('browser', 'test:browser', 'test/browser'), skip: withoutTests('test/browser') },
  { name: 'types', script: ['types'] },
  { name: 'build', script: ['build'] },
  { name: 'lint', script: ['lint'] },
  vitest('unit', 'test:unit'),
  { name: 'format', script: ['format:check'] },
  { name: 'dead code', script: ['dead-code'] },
  // These measure how long the page stands still, and would take another step's work for a plugin's.
  { ...vitest('faults', 'test:browser', 'test/faults'), alone: true, skip: withoutTests('test/faults') },
  {
    name: 'e2e',
    script: ['test:e2e', '--reporter=list,json'],
    report: endToEndReport,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndReport },
    needs: ['build'],
    alone: true,
    skip: withoutTests('test/e2e'),
  },
]

const marks = { passed: '✓', failed: '✗', 'left out': '–' } as const

function tell(line: string): void {
  console.log(line)
}

function tellResult({ step, outcome, seconds, output, counts, note }: StepResult): void {
  const tests = counts === null ? '' : `${counts.passed} passed`
  const time = outcome === 'left out' ? '' : `${seconds.toFixed(1)} s`
  tell(
    `${marks[outcome]} ${step.name.padEnd(10)} ${time.padStart(8)}  ${note === undefined ? tests : `left out: ${note}`}`.trimEnd(),
  )
  if (outcome === 'failed') tell(`\n${output.trim()}\n`)
}

async function main(): Promise<boolean> {
  tell(`✓ chromium              ${ensureChromium(tell)}`)
  const results = await runSteps(steps, { lanes: 2, timeoutMs: 15 * 60_000, folder: root, onResult: tellResult })

  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const total = (key: 'passed' | 'failed' | 'skipped'): number =>
    results.reduce((sum, { counts }) => sum + (counts?.[key] ?? 0), 0)
  // A check that is no test runner, or a runner that broke down, counts as one failure.
  const checks = failed.filter(({ counts }) => (counts?.failed ?? 0) === 0).length
  tell('')
  if (failed.length > 0) tell(`Not passed: ${failed.map(({ step }) => step.name).join(', ')}.`)
  if (total('skipped') > 0) tell(`${total('skipped')} skipped`)
  tell(`${total('passed')} passed, ${total('failed') + checks} failed`)
  return failed.length === 0 && results.every(({ outcome, step }) => outcome === 'passed' || step.skip !== undefined)
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  tell(error instanceof Error ? error.message : String(error))
  tell('0 passed, 1 failed')
  process.exitCode = 1
} finally {
  rmSync(reports, { recursive: true, force: true })
}
