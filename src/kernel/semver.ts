/**
 * Versions and ranges, by semver.org. The library comes with the first range that is more than a plain one: a page
 * whose plugins ask for `^1.0.0` has its first output without it.
 */
import type Library from './semver-library'

type Semver = typeof Library

let library: Semver | null = null

/** Fetches the library once. */
export async function loadSemver(): Promise<Semver> {
  return (library ??= (await import('./semver-library')).default)
}

/** The library. @throws Error before {@link loadSemver} has resolved, which is a bug of the host */
export function semver(): Semver {
  if (library === null) throw new Error('a version was compared before the library was there')
  return library
}

/** Whether the text is a range of versions. A plain one is told without the library, any other only with it. */
export function isRange(text: string): boolean {
  return plainRange.test(text) || (text.trim() !== '' && typeof library?.validRange(text) === 'string')
}

/** Whether a version lies in a range. */
export async function fits(version: string, range: string): Promise<boolean> {
  return range === `^${version}` || (await loadSemver()).satisfies(version, range)
}

const plainRange = /^[\^~]?\d{1,9}\.\d{1,9}\.\d{1,9}$/
