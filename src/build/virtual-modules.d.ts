/** The example plugins that ship with the site, by `examples.ts`. */
declare module 'virtual:hotplug/examples' {
  export interface CompiledExample {
    /** What its plugin.json names as `main`. */
    readonly main: string
    readonly code: string
    /** The files that went into the code. */
    readonly inputs: readonly string[]
    /** Fetches the source map's text. */
    readonly loadMap: () => Promise<string>
  }

  export interface Example {
    readonly name: string
    readonly files: Readonly<Record<string, string>>
    /** `null` where there is something wrong with it, which only a development server lets through. */
    readonly manifest: import('../kernel/manifest-schema').Manifest | null
    /** `null` where it does not compile, which only a development server lets through. */
    readonly compiled: CompiledExample | null
  }

  /** Fetches them. Rejects where the site's own files cannot be reached. */
  export const loadExamples: () => Promise<readonly Example[]>
}
