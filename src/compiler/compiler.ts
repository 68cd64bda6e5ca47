import bundledWasmUrl from 'esbuild-wasm/esbuild.wasm?url'
import type { CompiledModule, Compiler, CompileResult, Diagnostic, PluginSource } from '../kernel/ports'
import { fail, ok, type Result } from '../kernel/result'
import { createCompileCache, pathsOf } from './compile-cache'
import { createEsbuildWorker, notStarted, type CompilerProgress, type Outage } from './esbuild-worker'
import { isSound } from './is-sound'
import { createNewestWins, type Asker, type Request } from './newest-wins'
import { createPositions } from './positions'
import type { Answer } from './protocol'

export type { CompilerProgress } from './esbuild-worker'

/** A build that was made ahead of time. */
export interface Precompiled {
  readonly code: string
  /** The files that went in; without it, every file counts, and a change of any makes a new compile. */
  readonly inputs?: readonly string[]
  readonly loadMap: () => Promise<string>
}

/** The kernel's {@link Compiler}, made of esbuild-wasm in a worker. */
export interface BrowserCompiler extends Compiler {
  /** Tells at once how far the start is, if it has begun, and then each step. Returns the disposer. */
  onProgress(listener: (progress: CompilerProgress) => void): () => void
  /** Compiles what is being typed; saves go first. `null` says that a newer check of the plugin took this one's place. */
  check(source: PluginSource, main: string): Promise<CompileResult | null>
  /** Puts a build into the cache, so that this content needs no esbuild. */
  prime(source: PluginSource, main: string, compiled: Precompiled): void
  /**
   * Begins to fetch esbuild, if it is not up, and resolves once it is warm or could not be started. The first compile that
   * is not cached begins it as well, and so does each one after a failure.
   */
  start(): Promise<Result<void, Outage>>
  /** Ends the worker; what is under way fails. */
  dispose(): void
}

export interface CompilerOptions {
  /** Where esbuild.wasm is; without it, the one that belongs to the site. */
  readonly wasmUrl?: string
  /** After so many milliseconds over one build esbuild is started anew. 30 000 unless told. */
  readonly stallMs?: number
  readonly createWorker?: () => Worker
}

export function createCompiler(options: CompilerOptions = {}): BrowserCompiler {
  const listeners = new Set<(progress: CompilerProgress) => void>()
  const cache = createCompileCache()
  let latest: CompilerProgress | null = null
  const worker = createEsbuildWorker({
    createWorker: options.createWorker ?? createWorker,
    wasmUrl: new URL(options.wasmUrl ?? bundledWasmUrl, document.baseURI).href,
    stallMs: options.stallMs ?? 30_000,
    maxPlugins: 8,
    onProgress(progress) {
      latest = progress
      for (const listener of [...listeners]) listener(progress)
    },
  })
  const line = createNewestWins(async (plugin, request) => {
    const answer = await worker.compile(plugin, request.main, request.files)
    if (!answer.ok) return { ok: false, problems: [toProblem(answer.error, request.main)] }
    return take(answer.value, request)
  })

  /** Reads the worker's answer and keeps it. */
  function take(answer: Answer, { main, files }: Request): CompileResult {
    if (answer.kind !== 'compiled' && answer.kind !== 'refused')
      throw new TypeError(`'${answer.kind}' is no compile's answer`)
    const inputs = pick(files, answer.inputs)
    const result: CompileResult =
      answer.kind === 'refused'
        ? { ok: false, problems: answer.problems }
        : { ok: true, module: moduleOf(answer.code, main, inputs), warnings: answer.warnings, cached: false }
    cache.add({ main, paths: pathsOf(files), inputs, result })
    return result
  }

  function moduleOf(code: string, main: string, inputs: ReadonlyMap<string, string>): CompiledModule {
    const loadMap = async () => {
      const answer = await worker.map(main, inputs)
      if (!answer.ok) throw new Error(answer.error.message)
      // A map of other code would point to wrong lines, which is worse than none.
      return answer.value.kind === 'mapped' && answer.value.code === code ? answer.value.map : null
    }
    return { code, locate: createPositions(loadMap) }
  }

  /** The newest request of each asker for each plugin. */
  const newest = new Map<string, Request>()

  function ask(asker: Asker, { name, files }: PluginSource, main: string): Promise<CompileResult | null> {
    const request: Request = { main, files: new Map(Object.entries(files)) }
    newest.set(`${asker} ${name}`, request)
    return isSound(main, request.files) ? submit(asker, name, request) : checkAndSubmit(asker, name, request)
  }

  async function checkAndSubmit(asker: Asker, plugin: string, request: Request): Promise<CompileResult | null> {
    const { checkSource } = await import('./check-source')
    if (newest.get(`${asker} ${plugin}`) !== request) return null
    const problem = checkSource(plugin, request.main, request.files)
    if (problem === null) return submit(asker, plugin, request)
    line.supersede(asker, plugin)
    return { ok: false, problems: [problem] }
  }

  function submit(asker: Asker, plugin: string, request: Request): Promise<CompileResult | null> {
    const known = cache.find(request.main, request.files)
    if (known === null) return line.submit(asker, plugin, request)
    line.supersede(asker, plugin)
    return Promise.resolve(known)
  }

  function onProgress(listener: (progress: CompilerProgress) => void): () => void {
    listeners.add(listener)
    if (latest !== null) listener(latest)
    return () => listeners.delete(listener)
  }

  return {
    start() {
      worker.start()
      return new Promise((resolve) => {
        const stop = onProgress(({ phase, error }) => {
          if (phase === 'ready') resolve(ok(undefined))
          else if (phase === 'failed') resolve(fail(notStarted(error ?? 'no reason given')))
          else return
          queueMicrotask(() => stop())
        })
      })
    },
    dispose: worker.dispose,
    onProgress,
    prime(source, main, { code, inputs, loadMap }) {
      const files = new Map(Object.entries(source.files))
      cache.add({
        main,
        paths: pathsOf(files),
        inputs: pick(files, inputs ?? [...files.keys()]),
        result: { ok: true, module: { code, locate: createPositions(loadMap) }, warnings: [], cached: true },
      })
    },
    compile: (source, main) => ask('save', source, main),
    check: (source, main) => ask('check', source, main),
  }
}

function createWorker(): Worker {
  return new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module', name: 'compiler' })
}

function pick(files: ReadonlyMap<string, string>, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, files.get(path) ?? '']))
}

function toProblem({ message, hint }: Outage, main: string): Diagnostic {
  return { severity: 'error', message, hint, file: main, line: 1, column: 1, endLine: 1, endColumn: 1 }
}
