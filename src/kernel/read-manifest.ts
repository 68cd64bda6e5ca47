import type { Manifest } from './manifest-schema'
import type { Diagnostic } from './ports'
import { fail, ok, type Result } from './result'
import { loadSemver } from './semver'

/** What was read when the site was built, by folder and text. */
const known = new Map<string, Manifest>()

/** Keeps what this text was read as, so that nothing has to be fetched to read it. */
export function primeManifest(text: string, folder: string, manifest: Manifest): void {
  known.set(keyOf(text, folder), manifest)
}

/**
 * Reads and checks a plugin.json, as `parseManifest` does. A good one, which is nearly every one, is read with the
 * engine's own parser; what finds the place of a fault is fetched when there is a fault.
 */
export async function readManifest(text: string, folder: string): Promise<Result<Manifest, readonly Diagnostic[]>> {
  const before = known.get(keyOf(text, folder))
  if (before) return ok(before)
  const { readGoodManifest } = await import('./read-good-manifest')
  const manifest = readGoodManifest(text, folder)
  if (manifest) return ok(manifest)
  const [{ manifestProblemsToDiagnostics, parseManifest }] = await Promise.all([import('./manifest'), loadSemver()])
  const parsed = parseManifest(text, folder)
  return parsed.ok ? parsed : fail(manifestProblemsToDiagnostics(parsed.error))
}

function keyOf(text: string, folder: string): string {
  return `${folder}/${text}`
}
