import * as esbuild from 'esbuild-wasm/esm/browser.js'
import definePlugin from '../sdk/define-plugin.ts?raw'
import defineMiddleware from '../sdk/middleware.ts?raw'
import { readBundle } from './bundling/bundle'
import { buildOptions, sourceMapOptions } from './bundling/options'
import { createVirtualFiles, type VirtualFiles } from './bundling/virtual-files'
import { esbuildFailure } from './esbuild-failure'
import { loadWasm } from './load-wasm'
import { practicePlugin, practiceSource } from './practice'
import type { Answer, FromWorker, ToWorker } from './protocol'
import { quickenZeroTimeouts } from './quick-timeout'

/** All that 'hotplug' is at run time: the rest of it is types. */
const sdk = `${definePlugin}\n${defineMiddleware}`

/** A plugin that is being worked on. Its context keeps esbuild's syntax trees of the files that did not change. */
interface Workbench {
  readonly virtual: VirtualFiles
  readonly context: Promise<esbuild.BuildContext<typeof buildOptions>>
}

type Job = Extract<ToWorker, { job: number }>

const workbenches = new Map<string, Workbench>()

quickenZeroTimeouts()

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start':
      void start(data.wasm)
      break
    case 'forget':
      void clear(data.plugin)
      break
    default:
      void work(data)
  }
}

function tell(message: FromWorker): void {
  self.postMessage(message)
}

async function start(wasm: string | WebAssembly.Module): Promise<void> {
  try {
    const wasmModule =
      typeof wasm === 'string'
        ? await loadWasm(wasm, (loaded, total) => tell({ type: 'progress', loaded, total }))
        : wasm
    tell({ type: 'downloaded', module: wasmModule })
    await esbuild.initialize({ wasmModule, worker: false })
    esbuildFailure().catch((error: unknown) => tell({ type: 'broken', error: messageOf(error) }))
    tell({ type: 'ready' })
  } catch (error) {
    tell({ type: 'failed', error: messageOf(error) })
  }
}

async function work(job: Job): Promise<void> {
  try {
    tell({ type: 'done', job: job.job, answer: await answer(job) })
  } catch (error) {
    tell({ type: 'broken', error: messageOf(error) })
  }
}

function answer(job: Job): Promise<Answer> {
  switch (job.type) {
    case 'compile':
      return compile(job)
    case 'map':
      return map(job)
    case 'warm':
      return warm(job.job)
  }
}

async function compile(job: Extract<Job, { type: 'compile' }>): Promise<Answer> {
  const { virtual, context } = workbenchOf(job.plugin)
  for (const path of job.removed) virtual.files.delete(path)
  for (const [path, text] of job.changed) virtual.files.set(path, text)
  virtual.main = job.main
  const bundle = await readBundle((await context).rebuild(), virtual)
  const inputs = [...virtual.inputs]
  return bundle.ok
    ? { kind: 'compiled', code: bundle.code, inputs, warnings: bundle.warnings }
    : { kind: 'refused', inputs, problems: bundle.problems }
}

async function map(job: Extract<Job, { type: 'map' }>): Promise<Answer> {
  const virtual = createVirtualFiles(sdk)
  for (const [path, text] of job.files) virtual.files.set(path, text)
  virtual.main = job.main
  const build = esbuild.build({ ...buildOptions, ...sourceMapOptions, plugins: [virtual.plugin] })
  const bundle = await readBundle(build, virtual)
  return bundle.ok
    ? { kind: 'mapped', code: bundle.code, map: bundle.map }
    : { kind: 'refused', inputs: [], problems: bundle.problems }
}

async function warm(round: number): Promise<Answer> {
  const changed = [['index.ts', practiceSource(round)]] as const
  await compile({ type: 'compile', job: 0, plugin: practicePlugin, main: 'index.ts', changed, removed: [] })
  return { kind: 'warm' }
}

function workbenchOf(plugin: string): Workbench {
  const known = workbenches.get(plugin)
  if (known !== undefined) return known
  const virtual = createVirtualFiles(sdk)
  const workbench = { virtual, context: esbuild.context({ ...buildOptions, plugins: [virtual.plugin] }) }
  workbenches.set(plugin, workbench)
  return workbench
}

async function clear(plugin: string): Promise<void> {
  const workbench = workbenches.get(plugin)
  workbenches.delete(plugin)
  await (await workbench?.context)?.dispose()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
