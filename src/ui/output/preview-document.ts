import type { Markup } from './kind'

/** More than this is not previewed: parsing it would hold up the page. */
export const maxPreviewChars = 2_000_000

export interface PreviewColors {
  readonly scheme: 'dark' | 'light'
  readonly text: string
  readonly background: string
  readonly link: string
}

/** No script, no request: the sandbox attribute forbids them too, and a bug in one of them leaves the other. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

/**
 * An HTML document that shows the markup and can do nothing else. Where a link leads stands in its tooltip; it goes
 * nowhere, for a click in a sandboxed frame would still load another page into it.
 */
export function previewDocument(
  markup: string,
  kind: Markup,
  { scheme, text, background, link }: PreviewColors,
): string {
  const parsed = new DOMParser().parseFromString(kind === 'svg' ? withoutProlog(markup) : markup, 'text/html')
  for (const element of parsed.querySelectorAll(
    'script, base, iframe, frame, object, embed, portal, link, meta:not([charset])',
  ))
    element.remove()
  for (const element of parsed.querySelectorAll('a, area')) disarmLink(element)
  for (const element of parsed.querySelectorAll('form')) element.removeAttribute('action')

  const { head, body } = parsed
  head.prepend(
    meta(parsed, { 'http-equiv': 'Content-Security-Policy', content: policy }),
    meta(parsed, { name: 'color-scheme', content: scheme }),
    style(
      parsed,
      `:root{color-scheme:${scheme}}
       body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:${text};background:${background}}
       [data-leads-to]{color:${link};text-decoration:underline;cursor:not-allowed}
       ${kind === 'svg' ? 'body{margin:0;height:100vh;display:grid;place-items:center;overflow:auto}body>svg{max-width:100%;max-height:100vh}' : ''}`,
    ),
  )
  return `<!doctype html><html><head>${head.innerHTML}</head>${body.outerHTML}</html>`
}

function withoutProlog(markup: string): string {
  return markup.slice(Math.max(0, markup.search(/<svg[\s>/]/i)))
}

function disarmLink(element: Element): void {
  const address = element.getAttribute('href') ?? element.getAttribute('xlink:href')
  for (const name of ['href', 'xlink:href', 'target', 'ping', 'download']) element.removeAttribute(name)
  if (address === null) return
  element.setAttribute('data-leads-to', '')
  element.setAttribute('title', address.slice(0, 200))
}

function meta(parsed: Document, attributes: Readonly<Record<string, string>>): HTMLMetaElement {
  const element = parsed.createElement('meta')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

function style(parsed: Document, css: string): HTMLStyleElement {
  const element = parsed.createElement('style')
  element.textContent = css
  return element
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** The size that an SVG asks for, in pixels; its viewBox where it names none. */
export function svgSize(markup: string): Size | null {
  const tag = /<svg\b[^>]*>/i.exec(markup.slice(0, 8_000))?.[0]
  if (!tag) return null
  const box = /\sviewBox\s*=\s*["']([^"']+)["']/i
    .exec(tag)?.[1]
    ?.trim()
    .split(/[\s,]+/)
    .map(Number)
  const own = (name: string): number | null => {
    const text = new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(px)?\\s*["']`, 'i').exec(tag)?.[1]
    return text === undefined ? null : Number(text)
  }
  const [, , boxWidth = 0, boxHeight = 0] = box ?? []
  const ratio = boxWidth > 0 && boxHeight > 0 ? boxWidth / boxHeight : null
  const width = own('width') ?? (own('height') !== null && ratio ? (own('height') ?? 0) * ratio : boxWidth)
  const height = own('height') ?? (ratio ? width / ratio : 0)
  return width > 0 && height > 0 ? { width, height } : null
}
