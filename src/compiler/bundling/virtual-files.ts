import type { PartialMessage, Plugin } from 'esbuild-wasm'
import { loaderOf } from './options'
import { namespace } from './own-path'
import { resolveImport, sdkName } from './resolve-import'

/** Travels with an esbuild message, to be read again when it becomes a diagnostic. */
export interface MessageDetail {
  readonly hint: string
}

/** The files that the next build sees. */
export interface VirtualFiles {
  readonly plugin: Plugin
  /** By path within the plugin's folder. A Map, so that a file may be called `__proto__`. */
  readonly files: Map<string, string>
  /** The path that the manifest names. */
  main: string
  /** The files that the last build read. */
  readonly inputs: ReadonlySet<string>
}

/**
 * An esbuild plugin that serves a plugin's own files from memory, and 'hotplug' from the SDK's text.
 *
 * @param sdk - the TypeScript source of the SDK's runtime
 */
export function createVirtualFiles(sdk: string): VirtualFiles {
  const inputs = new Set<string>()
  const virtual = { files: new Map<string, string>(), main: '', inputs, plugin: { name: 'virtual-files', setup } }
  return virtual

  function setup(build: Parameters<Plugin['setup']>[0]): void {
    build.onStart(() => inputs.clear())
    // One callback for all imports: each filter that matches costs a round trip between esbuild and here.
    build.onResolve({ filter: /.*/ }, ({ path, importer, namespace: from, kind }) => {
      if (kind === 'entry-point') {
        const entry = resolveImport(`./${virtual.main}`, '', virtual.files)
        return entry.ok ? { path: entry.path, namespace } : { errors: [refusal(entry)] }
      }
      if (path === sdkName) return { path: sdkName, namespace: sdkName, sideEffects: false }
      const found = resolveImport(path, from === namespace ? importer : '', virtual.files)
      return found.ok ? { path: found.path, namespace } : { errors: [refusal(found)] }
    })
    build.onLoad({ filter: /.*/, namespace: sdkName }, () => ({ contents: sdk, loader: 'ts' }))
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
      inputs.add(path)
      const contents = virtual.files.get(path)
      const loader = loaderOf(path)
      if (contents === undefined || loader === undefined) return { errors: [{ text: `'${path}' cannot be read` }] }
      return { contents, loader }
    })
  }
}

function refusal({ message, hint }: { message: string; hint: string }): PartialMessage {
  const detail: MessageDetail = { hint }
  return { text: message, detail }
}
