import { build } from 'esbuild-wasm/esm/browser.js'

/**
 * Rejects when esbuild's Go side goes down, say over a source that is nested too deeply for the stack.
 *
 * esbuild rejects each `build` then, but leaves a `rebuild` waiting for ever; so one build waits here on purpose.
 */
export function esbuildFailure(): Promise<never> {
  const endless = { name: 'endless', setup: (api: EndlessApi) => api.onStart(() => new Promise<null>(() => undefined)) }
  return build({ entryPoints: ['none'], write: false, logLevel: 'silent', plugins: [endless] }).then(() => {
    throw new Error('esbuild ended')
  })
}

interface EndlessApi {
  onStart(callback: () => Promise<null>): void
}
