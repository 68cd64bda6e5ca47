/** Marks the plugin's own files in esbuild's paths, and keeps esbuild from looking for them on a disk. */
export const namespace = 'plugin'

/** Whether esbuild's path is that of one of the plugin's own files. */
export function isOwnPath(path: string): boolean {
  return path.startsWith(`${namespace}:`)
}

/** A path as the author knows it. */
export function ownPath(path: string): string {
  return isOwnPath(path) ? path.slice(namespace.length + 1) : path
}
