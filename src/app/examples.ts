import { loadExamples, type Example } from 'virtual:hotplug/examples'
import type { BrowserCompiler } from '../compiler/compiler'
import { manifestFile } from '../kernel/manifest-file'
import { primeManifest } from '../kernel/read-manifest'
import type { ExampleSummary } from './plugin-folders'
import type { BrowserSchemaCheck } from './schema/create-schema-check'

/** The plugins that ship with the site, each with the module that was compiled when the site was built. */
export { loadExamples, type Example }

/** Lets the examples run before esbuild is there. */
export function primeCompiler(compiler: BrowserCompiler, examples: readonly Example[]): void {
  for (const { name, files, compiled } of examples) {
    if (compiled) compiler.prime({ name, files }, compiled.main, compiled)
  }
}

/** Lets the examples run before anything reads manifests or checks schemas: both was done when the site was built. */
export function primeManifests(schemas: BrowserSchemaCheck, examples: readonly Example[]): void {
  for (const { name, files, manifest } of examples) {
    if (!manifest) continue
    primeManifest(files[manifestFile] ?? '', name, manifest)
    if (manifest.configSchema !== undefined) schemas.prime(manifest.configSchema, manifest.config)
  }
}

/** The examples with the sentence of their manifest. */
export function summarise(examples: readonly Example[]): ExampleSummary[] {
  return examples.map(({ name, files }) => ({ name, description: descriptionOf(files[manifestFile]) }))
}

function descriptionOf(manifest: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(manifest ?? '')
    if (typeof parsed !== 'object' || parsed === null || !('description' in parsed)) return ''
    return typeof parsed.description === 'string' ? parsed.description : ''
  } catch {
    return ''
  }
}
