import type { Row } from './report'
import { openPage, type Site } from './site'
import { manifest, pluginSource } from './sources'
import { summarise } from './statistics'

const warmUp = 10
const runs = 50

interface Times {
  /** From the click on Save until the new output stands in the document. */
  readonly shown: number
  /** … until the browser has painted a frame with it. */
  readonly painted: number
}

const cases = [
  { lines: 50, typed: false, atMost: 16.7 },
  { lines: 50, typed: true },
  { lines: 1_000, typed: false, atMost: 40 },
  { lines: 1_000, typed: true, atMost: 16.7 },
  { lines: 5_000, typed: false, atMost: 150 },
  { lines: 5_000, typed: true },
] as const

/** Save → output on screen, right after a change, and when the compile had finished while typing. */
export async function measureSaves(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  await page.evaluate((text) => {
    window.hotplug.files.write('bench/plugin.json', text)
    window.hotplug.files.write('bench/index.ts', 'export default { execute: () => 0 }')
  }, manifest)
  await page.getByRole('region', { name: 'Explorer' }).getByText('bench', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Input' }).fill('"x"')

  const rows: Row[] = []
  for (const { lines, typed, ...limit } of cases) {
    const times: Times[] = []
    for (let run = -warmUp; run < runs; run++) {
      const mark = `m${lines}${typed ? 't' : 'r'}${run + warmUp}`
      const one = await page.evaluate(saveOnce, { text: pluginSource(lines, mark), mark, typed })
      if (run >= 0) times.push(one)
    }
    const name = `save → output, ${lines} lines, ${typed ? 'compiled while typing' : 'right after a change'}`
    rows.push({
      name,
      unit: 'ms',
      summary: summarise(times.map(({ shown }) => shown)),
      ...('atMost' in limit ? { limit: { by: 'p95', atMost: limit.atMost } } : {}),
    })
    rows.push({ name: `${name}, painted`, unit: 'ms', summary: summarise(times.map(({ painted }) => painted)) })
  }
  await page.context().close()
  return rows
}

/** Runs in the page. */
async function saveOnce({ text, mark, typed }: { text: string; mark: string; typed: boolean }): Promise<Times> {
  const output = document.querySelector('[aria-label="Output"]')!
  const button = [...document.querySelectorAll('button')].find((other) => other.textContent.trim() === 'Save')!
  const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await rest(120)
  window.hotplug.files.write('bench/index.ts', text)
  // Long enough for the largest source to be compiled.
  if (typed) await rest(400)
  return new Promise((resolve) => {
    let saved = 0
    const observer = new MutationObserver(() => {
      if (!output.textContent.includes(mark)) return
      observer.disconnect()
      const shown = performance.now() - saved
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve({ shown, painted: performance.now() - saved })
        port2.postMessage(null)
      })
    })
    observer.observe(output, { subtree: true, childList: true, characterData: true })
    saved = performance.now()
    button.click()
  })
}
