import type { Row } from './report'
import { newPage, type Site } from './site'
import { summarise } from './statistics'

declare global {
  interface Window {
    benchTimes: { output?: number; typing?: number; editor?: number }
  }
}

const warmUp = 3
const runs = 50

/** A navigation with an empty profile, until the first output stands there and until the editor can be used. */
export async function measureColdStart(site: Site): Promise<Row[]> {
  const output: number[] = []
  const typing: number[] = []
  const editor: number[] = []
  for (let run = -warmUp; run < runs; run++) {
    const page = await newPage(site)
    await page.addInitScript(watchStart)
    await page.goto(site.url)
    await page.waitForFunction(() => window.benchTimes.output !== undefined && window.benchTimes.editor !== undefined)
    const times = await page.evaluate(() => window.benchTimes)
    if (run >= 0) {
      output.push(times.output!)
      typing.push(times.typing!)
      editor.push(times.editor!)
    }
    await page.context().close()
  }
  return [
    {
      name: 'cold navigation → first output',
      unit: 'ms',
      summary: summarise(output),
      limit: { by: 'p95', atMost: 1_000 },
    },
    { name: 'cold navigation → source can be typed in', unit: 'ms', summary: summarise(typing) },
    { name: 'cold navigation → Monaco', unit: 'ms', summary: summarise(editor), limit: { by: 'p95', atMost: 2_500 } },
  ]
}

/** Runs in the page before anything else. */
function watchStart(): void {
  window.benchTimes = {}
  const look = () => {
    const times = window.benchTimes
    const now = performance.now()
    if (document.querySelector('[aria-label="Output"]')?.textContent.includes('Ada')) times.output ??= now
    if (document.querySelector('[aria-label="Editor"] textarea')) times.typing ??= now
    if (document.querySelector('.monaco-editor .view-line')) times.editor ??= now
    if (times.output === undefined || times.editor === undefined) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
