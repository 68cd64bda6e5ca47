import type { Row } from './report'
import { newPage, type Site } from './site'
import { summarise } from './statistics'

const plugins = 100
const swaps = 100

/**
 * The two ways to house generations: a frame for each, as Hotplug does, and one frame whose workers come and go.
 */
export async function measureRealms(site: Site): Promise<Row[]> {
  const rows: Row[] = []
  for (const kind of ['a frame each', 'one frame for all'] as const) {
    const page = await newPage(site)
    await page.goto(new URL('plugin.schema.json', site.url).href)
    const result = await page.evaluate(house, { each: kind === 'a frame each', plugins, swaps })
    rows.push(
      { name: `${kind}: ${plugins} plugins up`, unit: 'ms', summary: summarise([result.startMs]) },
      { name: `${kind}: load into the warm spare and call`, unit: 'ms', summary: summarise(result.loadMs) },
      { name: `${kind}: a new spare`, unit: 'ms', summary: summarise(result.spareMs) },
      { name: `${kind}: the page's worst gap while it comes up`, unit: 'ms', summary: summarise(result.gapMs) },
    )
    await page.close()
  }
  return rows
}

interface HouseResult {
  readonly startMs: number
  readonly loadMs: number[]
  readonly spareMs: number[]
  readonly gapMs: number[]
}

/** Runs in the page. */
async function house({
  each,
  plugins,
  swaps,
}: {
  each: boolean
  plugins: number
  swaps: number
}): Promise<HouseResult> {
  interface Worker {
    readonly port: MessagePort
    end(): void
  }
  const guest = `onmessage = ({ ports: [port] }) => {
    let plugin
    port.onmessage = async ({ data }) => {
      if (!data.code) return port.postMessage(plugin.default(data.input))
      const url = URL.createObjectURL(new Blob([data.code], { type: 'text/javascript' }))
      plugin = await import(url)
      URL.revokeObjectURL(url)
      port.postMessage('loaded')
    }
    port.postMessage('ready')
  }`
  const frameScript = `<!doctype html><script>
    const url = URL.createObjectURL(new Blob([${JSON.stringify(guest)}], { type: 'text/javascript' }))
    const workers = new Map()
    onmessage = ({ data, ports }) => {
      if (data.end) return void workers.get(data.end)?.terminate()
      const worker = new Worker(url)
      workers.set(data.id, worker)
      worker.postMessage(null, ports)
    }
  </script>`
  const code = `export default (input) => input + 1\n${Array.from({ length: 50 }, (_, n) => `export const line${n} = ${n}`).join('\n')}`
  const answer = (port: MessagePort, message?: unknown) =>
    new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data)
      if (message !== undefined) port.postMessage(message)
    })
  const openFrame = () =>
    new Promise<HTMLIFrameElement>((resolve) => {
      const frame = document.createElement('iframe')
      frame.sandbox.add('allow-scripts')
      frame.srcdoc = frameScript
      frame.onload = () => resolve(frame)
      document.body.append(frame)
    })
  let ids = 0
  let shared: Promise<HTMLIFrameElement> | undefined
  async function open(): Promise<Worker> {
    const frame = await (each ? openFrame() : (shared ??= openFrame()))
    const id = ++ids
    const { port1, port2 } = new MessageChannel()
    frame.contentWindow!.postMessage({ id }, '*', [port2])
    await answer(port1)
    return {
      port: port1,
      end() {
        port1.close()
        if (each) frame.remove()
        else frame.contentWindow!.postMessage({ end: id }, '*')
      },
    }
  }
  async function use({ port }: Worker): Promise<void> {
    await answer(port, { code })
    await answer(port, { input: 1 })
  }
  function watchGaps(): () => number {
    const { port1, port2 } = new MessageChannel()
    let worst = 0
    let last = performance.now()
    let watching = true
    port1.onmessage = () => {
      const now = performance.now()
      worst = Math.max(worst, now - last)
      last = now
      if (watching) port2.postMessage(null)
    }
    port2.postMessage(null)
    return () => {
      watching = false
      return worst
    }
  }

  const started = performance.now()
  const live = await Promise.all(
    Array.from({ length: plugins }, async () => {
      const worker = await open()
      await use(worker)
      return worker
    }),
  )
  const startMs = performance.now() - started
  const loadMs: number[] = []
  const spareMs: number[] = []
  const gapMs: number[] = []
  let spare = await open()
  for (let swap = 0; swap < swaps; swap++) {
    const loading = performance.now()
    await use(spare)
    loadMs.push(performance.now() - loading)
    live.push(spare)
    const stop = watchGaps()
    const opening = performance.now()
    spare = await open()
    spareMs.push(performance.now() - opening)
    gapMs.push(stop())
    live.shift()?.end()
  }
  return { startMs, loadMs, spareMs, gapMs }
}
