/** One plugin in a row of them. */
export interface Step {
  readonly plugin: string
  /** A SemVer range; without it, the version that was saved last. */
  readonly version?: string
  /** Values over the plugin's own config, for the calls of this step alone. `init` sees the plugin's own. */
  readonly config?: unknown
}

export const maxSteps = 64

/** What becomes of an item that a step fails on: the run ends, the item is left out, or it is left out and listed. */
export type OnError = (typeof onErrors)[number]

export const onErrors = ['stop', 'skip', 'collect'] as const

/** The steps when a plugin has another name. */
export function renamed<One extends { readonly plugin: string }>(
  steps: readonly One[],
  from: string,
  to: string,
): One[] {
  return steps.map((step) => (step.plugin === from ? { ...step, plugin: to } : step))
}
