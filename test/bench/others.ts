import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { build, createServer } from 'vite'
import { startStaticServer } from '../support/static-server'
import type { Row } from './report'
import { measureSaves, rightAfterChange } from './save-to-output'
import { newPage, type Site } from './site'
import { pluginSource } from './sources'
import { summarise } from './statistics'

const sizes = [50, 1_000, 5_000]
const warmUp = 5
const runs = 50
/** A rest between two changes, so that neither is busy with the one before. */
const restMs = 60

/** The same sources in the Vue playground's component and in Vite's own dev server, in the same run, with the ratios. */
export async function measureOthers(site: Site): Promise<Row[]> {
  const ours = await measureSaves(site, rightAfterChange)
  const again = await measureSaves(site, rightAfterChange)
  const repl = await measureVueRepl(site)
  const vite = await measureViteDev(site)
  const median = (rows: readonly Row[], lines: number) =>
    rows.find(({ name }) => name === `save → output, ${lines} lines, right after a change`)?.summary.median ??
    Number.NaN
  const ratio = (name: string, value: number): Row => ({ name, unit: 'ratio', summary: summarise([value]) })
  return [
    ...repl.map(({ row }) => row),
    ...vite.map(({ row }) => row),
    ...sizes.flatMap((lines, index) => [
      ratio(`ours / Vue playground, ${lines} lines`, median(ours, lines) / repl[index]!.row.summary.median),
      ratio(`ours / Vite dev server, ${lines} lines`, median(ours, lines) / vite[index]!.row.summary.median),
      ratio(`ours / ours (noise), ${lines} lines`, median(ours, lines) / median(again, lines)),
    ]),
  ]
}

interface Measured {
  readonly row: Row
}

async function measureVueRepl(site: Site): Promise<Measured[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'hotplug-bench-'))
  const root = fileURLToPath(new URL('vue-repl', import.meta.url))
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    base: './',
    plugins: [vue()],
    define: { __VUE_PROD_DEVTOOLS__: 'false' },
    build: { outDir, emptyOutDir: true, target: 'esnext' },
  })
  const server = await startStaticServer({ folder: outDir })
  const page = await newPage(site)
  await page.goto(server.url)
  await page.waitForFunction(() => 'showSource' in window)
  const measured: Measured[] = []
  for (const lines of sizes) {
    const times: number[] = []
    for (let run = -warmUp; run < runs; run++) {
      const mark = `v${lines}r${run + warmUp}`
      const time = await page.evaluate(
        ([text, mark]) => window.showSource(text!, mark!),
        [pluginSource(lines, mark), mark],
      )
      if (run >= 0) times.push(time)
      await page.waitForTimeout(restMs)
    }
    measured.push({
      row: { name: `Vue playground: change → preview, ${lines} lines`, unit: 'ms', summary: summarise(times) },
    })
  }
  await page.close()
  await server.close()
  await rm(outDir, { recursive: true })
  return measured
}

async function measureViteDev(site: Site): Promise<Measured[]> {
  const root = await mkdtemp(join(tmpdir(), 'hotplug-bench-'))
  const plugin = join(root, 'plugin.ts')
  await writeFile(join(root, 'hotplug.ts'), 'export const definePlugin = <Plugin>(plugin: Plugin): Plugin => plugin\n')
  await writeFile(
    join(root, 'main.ts'),
    `import plugin from './plugin.ts'
const show = (current) => window.benchShown(current.execute('x'))
show(plugin)
import.meta.hot.accept('./plugin.ts', (next) => show(next.default))
`,
  )
  await writeFile(join(root, 'index.html'), '<!doctype html><script type="module" src="/main.ts"></script>')
  await writeFile(plugin, pluginSource(50, 'start'))
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    server: { port: 0, host: 'localhost' },
    resolve: { alias: { hotplug: join(root, 'hotplug.ts') } },
  })
  await server.listen()
  const page = await newPage(site)
  let shown: (output: string) => void = () => undefined
  await page.exposeFunction('benchShown', (output: string) => shown(output))
  const showing = (mark: string) =>
    new Promise<void>((resolve) => (shown = (output) => (output.startsWith(mark) ? resolve() : undefined)))
  const first = showing('start')
  await page.goto(server.resolvedUrls!.local[0]!)
  await first
  const measured: Measured[] = []
  for (const lines of sizes) {
    const times: number[] = []
    for (let run = -warmUp; run < runs; run++) {
      const mark = `d${lines}r${run + warmUp}`
      const done = showing(mark)
      const saved = performance.now()
      await writeFile(plugin, pluginSource(lines, mark))
      await done
      if (run >= 0) times.push(performance.now() - saved)
      await page.waitForTimeout(restMs)
    }
    measured.push({
      row: { name: `Vite dev server: file → page, ${lines} lines`, unit: 'ms', summary: summarise(times) },
    })
  }
  await page.close()
  await server.close()
  await rm(root, { recursive: true })
  return measured
}
