import type { Plugin } from 'vite'

type Policy = Readonly<Record<string, string>>

/** What the page may load and run: its own files, blobs that it makes for its workers, and nothing of another host. */
export const pagePolicy: Policy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'frame-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'img-src': "'self' data: blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
}

/** Vite's client tells of changes over a web socket, which not every browser counts as 'self'. */
const developmentPolicy: Policy = { ...pagePolicy, 'connect-src': "'self' ws: wss:" }

/** A policy as the header's or the meta tag's text. */
export function policyText(policy: Policy): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')
}

/** Puts the policy into index.html, ahead of everything that it governs. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'hotplug:csp',
    transformIndexHtml: {
      order: 'pre',
      handler: (_html, { server }) => [
        {
          tag: 'meta',
          attrs: {
            'http-equiv': 'Content-Security-Policy',
            content: policyText(server ? developmentPolicy : pagePolicy),
          },
          injectTo: 'head-prepend',
        },
      ],
    },
  }
}
