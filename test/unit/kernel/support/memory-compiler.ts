import type { CompiledModule, Compiler, CompileResult, Diagnostic } from '../../../../src/kernel/ports'

export interface MemoryCompiler extends Compiler {
  /** Compiles nothing until the returned function is called. */
  pause(): () => void
  /** The next compile rejects, as if a part of it could not be fetched. */
  failNext(reason: Error): void
  /** Answers the next compile with `null`: something newer took its place. */
  supersedeNext(): void
}

/** Compiles a text that `knows` accepts to itself, and any other to one error at line 2, column 3. */
export function createMemoryCompiler(knows: (code: string) => boolean): MemoryCompiler {
  let paused: Promise<void> = Promise.resolve()
  let supersede = false
  let failure: Error | null = null

  function compileText(code: string, file: string): CompileResult {
    if (!knows(code)) return { ok: false, problems: [unexpected(file)] }
    const module: CompiledModule = {
      code,
      locate: (line, column) => Promise.resolve({ file, line, column }),
    }
    return { ok: true, module, warnings: [], cached: false }
  }

  return {
    async compile(source, main) {
      const superseded = supersede
      supersede = false
      await paused
      if (failure) {
        const reason = failure
        failure = null
        throw reason
      }
      return superseded ? null : compileText(source.files[main] ?? '', main)
    },
    pause() {
      let resume: () => void = () => {}
      paused = new Promise((resolve) => (resume = resolve))
      return resume
    },
    failNext(reason) {
      failure = reason
    },
    supersedeNext() {
      supersede = true
    },
  }
}

function unexpected(file: string): Diagnostic {
  return { severity: 'error', message: 'Unexpected "}"', file, line: 2, column: 3, endLine: 2, endColumn: 4 }
}
