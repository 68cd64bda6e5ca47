import { expect, test } from 'vitest'
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url'
import { createCompiler, type CompilerProgress } from '../../../src/compiler/compiler'

const one = { name: 'one', files: { 'index.ts': 'export default 1' } }

function makeWorker(): Worker {
  return new Worker(new URL('../../../src/compiler/compiler.worker.ts', import.meta.url), { type: 'module' })
}

test('a start reports the bytes that have come, then that it is up', async () => {
  const compiler = createCompiler()
  const seen: CompilerProgress[] = []
  compiler.onProgress((progress) => seen.push(progress))
  expect(await compiler.start()).toMatchObject({ ok: true })
  const downloads = seen.filter(({ phase }) => phase === 'download')
  expect(downloads.length).toBeGreaterThan(2)
  expect(downloads.map(({ loaded }) => loaded)).toEqual(downloads.map(({ loaded }) => loaded).sort((a, b) => a - b))
  const last = downloads.at(-1)!
  expect(last.loaded).toBe(last.total)
  expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(['download', 'start', 'ready'])
  compiler.dispose()
})

test('a wasm that is not there fails the compile with a sentence and a way out, and the next compile tries again', async () => {
  let url = '/nowhere/esbuild.wasm'
  // The worker is told another address the second time, as if the connection had come back.
  const compiler = createCompiler({
    wasmUrl: url,
    createWorker() {
      const worker = makeWorker()
      const post = worker.postMessage.bind(worker)
      worker.postMessage = (message: { type: string }) =>
        post(message.type === 'start' ? { ...message, wasm: new URL(url, location.href).href } : message)
      return worker
    },
  })
  const phases: string[] = []
  compiler.onProgress(({ phase }) => phases.push(phase))
  const first = await compiler.compile(one, 'index.ts')
  if (first === null || first.ok) throw new Error('compiled without esbuild')
  expect(first.problems).toHaveLength(1)
  expect(first.problems[0]?.message).toMatch(/^The compiler could not be started \(.+\)\.$/)
  expect(first.problems[0]?.hint).toMatch(/save again/)
  expect(phases.at(-1)).toBe('failed')
  expect(await compiler.start()).toEqual({
    ok: false,
    error: { message: first.problems[0]?.message, hint: expect.stringMatching(/save again/) as string },
  })
  url = wasmUrl
  expect(await compiler.compile(one, 'index.ts')).toMatchObject({ ok: true })
  expect(phases.at(-1)).toBe('ready')
  compiler.dispose()
})

test('a worker that goes down fails what it was at, and the next compile gets a new one without a new download', async () => {
  const workers: Worker[] = []
  let sabotage = false
  const compiler = createCompiler({
    createWorker() {
      const worker = makeWorker()
      const post = worker.postMessage.bind(worker)
      worker.postMessage = (message: { type: string }) =>
        sabotage ? void worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })) : post(message)
      workers.push(worker)
      return worker
    },
  })
  expect(await compiler.compile(one, 'index.ts')).toMatchObject({ ok: true })
  const phases: string[] = []
  compiler.onProgress(({ phase }) => phases.push(phase))
  sabotage = true
  const two = { name: 'two', files: { 'index.ts': 'export default 2' } }
  const broken = await compiler.compile(two, 'index.ts')
  if (broken === null || broken.ok) throw new Error('compiled by a dead worker')
  expect(broken.problems[0]?.message).toBe('The compiler went down over this source (out of memory).')
  sabotage = false
  expect(await compiler.compile(two, 'index.ts')).toMatchObject({ ok: true })
  expect(workers).toHaveLength(2)
  expect(phases).not.toContain('download')
  compiler.dispose()
})

test('a build that never ends is given up', async () => {
  let mute = false
  const compiler = createCompiler({
    stallMs: 3000,
    createWorker() {
      const worker = makeWorker()
      const post = worker.postMessage.bind(worker)
      worker.postMessage = (message: { type: string }) => {
        if (!mute || message.type === 'start') post(message)
      }
      return worker
    },
  })
  expect(await compiler.start()).toMatchObject({ ok: true })
  mute = true
  const result = await compiler.compile(one, 'index.ts')
  if (result === null || result.ok) throw new Error('compiled by a mute worker')
  expect(result.problems[0]?.message).toMatch(/^The compiler went down/)
  compiler.dispose()
})

test('a source that overwhelms esbuild fails, and the next one compiles', async () => {
  const compiler = createCompiler()
  const deep = (open: string, close: string) => `export default ${open.repeat(150_000)}1${close.repeat(150_000)}`
  for (const text of [deep('(', ')'), deep('[', ']'), deep('{a:', '}'), deep('`${', '}`')]) {
    const result = await compiler.compile({ name: 'deep', files: { 'index.ts': text } }, 'index.ts')
    expect(result).toMatchObject({
      ok: false,
      problems: [{ hint: expect.stringContaining('nested very deeply') as string }],
    })
    expect(await compiler.compile({ name: `after-${text.slice(15, 18)}`, files: one.files }, 'index.ts')).toMatchObject(
      { ok: true },
    )
  }
  compiler.dispose()
})

test('after dispose, a compile says that the compiler is closed', async () => {
  const compiler = createCompiler()
  const pending = compiler.compile(one, 'index.ts')
  compiler.dispose()
  for (const result of await Promise.all([pending, compiler.compile(one, 'index.ts')])) {
    if (result === null || result.ok) throw new Error('compiled after dispose')
    expect(result.problems[0]?.message).toBe('The compiler is closed.')
  }
})
