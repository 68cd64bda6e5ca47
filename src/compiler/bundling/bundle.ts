import type { BuildFailure, BuildOptions, BuildResult } from 'esbuild-wasm'
import type { Diagnostic } from '../../kernel/ports'
import { toDiagnostics } from './diagnostics'
import type { VirtualFiles } from './virtual-files'

/** The part of esbuild's outcome that is read here; native esbuild and esbuild-wasm both give it. */
type Outcome = Pick<BuildResult<BuildOptions & { write: false }>, 'outputFiles' | 'warnings'>

/** One plugin as one module, or what stands in the way. */
export type Bundle =
  | {
      readonly ok: true
      readonly code: string
      /** The source map's text where one was asked for, else ''. */
      readonly map: string
      readonly warnings: readonly Diagnostic[]
    }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] }

/**
 * Waits for an esbuild build and reads it.
 *
 * @throws what the build rejected with, where that is no refusal of the source but a fault of esbuild itself
 */
export async function readBundle(build: Promise<Outcome>, source: VirtualFiles): Promise<Bundle> {
  try {
    const { outputFiles, warnings } = await build
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
    return { ok: true, code: text('.js'), map: text('.js.map'), warnings: toDiagnostics(warnings, 'warning', source) }
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    return {
      ok: false,
      problems: [...toDiagnostics(error.errors, 'error', source), ...toDiagnostics(error.warnings, 'warning', source)],
    }
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
}
