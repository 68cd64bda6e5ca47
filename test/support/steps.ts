import { spawn } from 'node:child_process'
import { readTestCounts, type TestCounts } from './test-counts'

/** One part of `npm test`. */
export interface Step {
  readonly name: string
  /** The npm script that does it, with what follows `--`. */
  readonly script: readonly [string, ...string[]]
  /** Steps that must have passed before. */
  readonly needs?: readonly string[]
  /** Runs with nothing beside it: it measures time, or takes every core. */
  readonly alone?: boolean
  /** Where the runner writes its JSON report. */
  readonly report?: string
  readonly env?: Readonly<Record<string, string>>
  /** Why the step is left out, as a sentence. */
  readonly skip?: string | undefined
}

export interface StepResult {
  readonly step: Step
  readonly outcome: 'passed' | 'failed' | 'left out'
  readonly seconds: number
  readonly output: string
  readonly counts: TestCounts | null
  readonly note?: string
}

export interface RunOptions {
  /** How many steps may run side by side. */
  readonly lanes: number
  /** A step that takes longer is ended and has failed. */
  readonly timeoutMs: number
  /** The folder of the package.json whose scripts the steps name. */
  readonly folder: string
  readonly onResult: (result: StepResult) => void
}

/** Runs each step as soon as what it needs is done and a lane is free; in the order given otherwise. */
export async function runSteps(
  steps: readonly Step[],
  { lanes, timeoutMs, folder, onResult }: RunOptions,
): Promise<StepResult[]> {
  const results = new Map<string, StepResult>()
  const running = new Map<string, Promise<void>>()
  const waiting = [...steps]

  const finish = (result: StepResult): void => {
    results.set(result.step.name, result)
    onResult(result)
  }
  const leaveOut = (step: Step, note: string): void =>
    finish({ step, outcome: 'left out', seconds: 0, output: '', counts: null, note })

  while (waiting.length > 0 || running.size > 0) {
    const before = waiting.length
    for (const step of [...waiting]) {
      const take = (): void => void waiting.splice(waiting.indexOf(step), 1)
      const unmet = step.needs?.find((name) => {
        const result = results.get(name)
        return result !== undefined && result.outcome !== 'passed'
      })
      if (step.skip !== undefined || unmet !== undefined) {
        take()
        leaveOut(step, step.skip ?? `${unmet} did not pass`)
        continue
      }
      if (step.needs?.some((name) => !results.has(name)) === true) continue
      const busy = [...running.keys()].some((name) => steps.find((other) => other.name === name)?.alone === true)
      if (busy || running.size >= lanes || (step.alone === true && running.size > 0)) break
      take()
      const done = runStep(step, folder, timeoutMs).then((result) => {
        running.delete(step.name)
        finish(result)
      })
      running.set(step.name, done)
    }
    if (running.size > 0) await Promise.race(running.values())
    else if (waiting.length === before)
      throw new Error(`Nothing leads to ${waiting.map(({ name }) => name).join(', ')}.`)
  }
  return steps.flatMap((step) => results.get(step.name) ?? [])
}

function runStep(step: Step, folder: string, timeoutMs: number): Promise<StepResult> {
  const start = performance.now()
  const windows = process.platform === 'win32'
  const [script, ...rest] = step.script
  const args = ['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]
  return new Promise((resolve) => {
    const child = spawn('npm', args, {
      cwd: folder,
      env: { ...process.env, ...step.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows,
      // A group of its own, so that a step's browsers and servers end with it.
      detached: !windows,
    })
    let output = ''
    const keep = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)

    const end = (): void => {
      if (windows || child.pid === undefined) child.kill('SIGKILL')
      else endGroup(child.pid)
    }
    const onInterrupt = (): void => {
      end()
      process.exit(130)
    }
    const timer = setTimeout(() => {
      output += `\nEnded, because it took longer than ${timeoutMs / 1000} s.\n`
      end()
    }, timeoutMs)
    process.once('SIGINT', onInterrupt)
    process.once('SIGTERM', onInterrupt)

    const settle = (code: number | null): void => {
      clearTimeout(timer)
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
      const counts = step.report === undefined ? null : readTestCounts(step.report)
      const told = step.report === undefined || (counts !== null && counts.passed + counts.failed > 0)
      if (code === 0 && !told) output += '\nThe runner ended well, but left no report of any test.\n'
      resolve({
        step,
        outcome: code === 0 && told && (counts?.failed ?? 0) === 0 ? 'passed' : 'failed',
        seconds: (performance.now() - start) / 1000,
        output,
        counts,
      })
    }
    child.once('error', (error) => {
      output += `${error.message}\n`
      settle(null)
    })
    child.once('close', settle)
  })
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}
