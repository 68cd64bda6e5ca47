import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { previewDocument } from '../../../src/ui/output/preview-document'
import PreviewView from '../../../src/ui/output/PreviewView.vue'
import { show } from './shown'

const frame = () => page.getByTitle('Preview of the output')
const colors = { scheme: 'dark', text: '#fff', background: '#000', link: '#00f' } as const

/** All the ways in which markup runs something or asks for something. */
function hostile(probe: string): string {
  const address = new URL(`/probe/${probe}`, location.href).href
  const tell = `parent.postMessage('${probe}', '*')`
  return `<div>
    <script>${tell}; fetch('${address}/fetch')</script>
    <img src="${address}/image.png" onerror="${tell}">
    <img src="data:image/png;base64,broken" onerror="${tell}">
    <link rel="stylesheet" href="${address}/link.css">
    <style>@import url('${address}/import.css'); div { background: url('${address}/background.png') }</style>
    <iframe src="${address}/frame.html"></iframe><object data="${address}/object.html"></object>
    <iframe srcdoc="<script>top.postMessage('${probe}', '*')</script>"></iframe>
    <svg onload="${tell}"><image href="${address}/image.svg"/></svg>
    <meta http-equiv="refresh" content="0;url=${address}/refresh.html"><base href="${address}/">
    <a href="${address}/link.html">leave</a><form action="${address}/form.html"><button>send</button></form>
  </div>`
}

/** The page around the frame: it has no policy of its own, so that each lock is tried alone. */
const outerPage = `onmessage = ({ data }) => {
  if (typeof data === 'string') return parent.postMessage(data, '*')
  const frame = document.createElement('iframe')
  if (data.sandbox !== null) frame.setAttribute('sandbox', data.sandbox)
  frame.srcdoc = data.html
  frame.onload = () => setTimeout(() => parent.postMessage(data.probe + ' loaded', '*'))
  document.body.append(frame)
}`

/** What a document says and asks for when it is shown in a frame. */
async function harm(html: string, probe: string, sandbox: string | null): Promise<{ said: number; asked: number }> {
  let said = 0
  const outer = document.createElement('iframe')
  outer.src = `/hostile-sandbox.html?script=${encodeURIComponent(outerPage)}`
  const opened = new Promise((resolve) => outer.addEventListener('load', resolve, { once: true }))
  document.body.append(outer)
  await opened
  await new Promise<void>((resolve) => {
    const listen = ({ data }: MessageEvent) => {
      if (data === probe) said++
      if (data !== `${probe} loaded`) return
      window.removeEventListener('message', listen)
      resolve()
    }
    window.addEventListener('message', listen)
    outer.contentWindow?.postMessage({ html, sandbox, probe }, '*')
  })
  outer.remove()
  const asked = Number(await (await fetch(`/probe-count/${probe}`)).text())
  return { said, asked }
}

test('the same markup does harm where nothing stops it', async () => {
  const { said, asked } = await harm(hostile('open'), 'open', null)
  expect(said).toBeGreaterThan(0)
  expect(asked).toBeGreaterThan(0)
})

test('the document of a preview does none, even without the sandbox', async () => {
  const html = previewDocument(hostile('document'), 'html', colors)
  expect(await harm(html, 'document', null)).toEqual({ said: 0, asked: 0 })
})

test('the sandbox alone lets no script run', async () => {
  expect(await harm(hostile('sandbox'), 'sandbox', '')).toMatchObject({ said: 0 })
})

test('a preview has both locks', async () => {
  show(PreviewView, { value: '<p>Hi</p>', isDark: true })
  await expect.element(frame()).toHaveAttribute('sandbox', '')
  await expect.element(frame()).toHaveAttribute('srcdoc', expect.stringContaining("default-src 'none'"))
  expect((frame().element() as HTMLIFrameElement).contentDocument).toBeNull()
})

test('links lead nowhere, and say where they would have led', () => {
  const markup = '<p><a href="https://example.com/x" target="_self" ping="/p">there</a></p>'
  const parsed = new DOMParser().parseFromString(previewDocument(markup, 'html', colors), 'text/html')
  const link = parsed.querySelector('a')!
  expect(link.getAttributeNames().sort()).toEqual(['data-leads-to', 'title'])
  expect(link.title).toBe('https://example.com/x')
})

test('what could load, run or lead away is not in the document at all', () => {
  const parsed = new DOMParser().parseFromString(previewDocument(hostile('x'), 'html', colors), 'text/html')
  expect(parsed.querySelectorAll('script, iframe, object, embed, base, link, [href^="http"]:not(image)')).toHaveLength(
    0,
  )
  const metas = [...parsed.querySelectorAll('meta')].map((meta) => meta.httpEquiv || meta.name)
  expect(metas).toEqual(['Content-Security-Policy', 'color-scheme'])
  expect(parsed.querySelector('meta')!.content).toMatch(/^default-src 'none'/)
})

test('an SVG is as tall as it asks to be, and its prolog is no text', async () => {
  const svg = '<?xml version="1.0"?><!DOCTYPE svg><svg viewBox="0 0 200 100" width="200" height="100"/>'
  const host = show(PreviewView, { value: svg, isDark: false })
  await expect.poll(() => host.querySelector<HTMLElement>('.preview-view__host')?.style.height).toBe('100px')
  expect((frame().element() as HTMLIFrameElement).srcdoc).not.toContain('xml version')
})

test('its height follows the keys of its handle', async () => {
  const host = show(PreviewView, { value: '<p>Hi</p>', isDark: false })
  const handle = page.getByRole('separator', { name: 'Height of the preview' })
  const before = Number(handle.element().getAttribute('aria-valuenow'))
  handle.element().dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
  await expect.element(handle).toHaveAttribute('aria-valuenow', String(before + 20))
  expect(host.querySelector<HTMLElement>('.preview-view__host')?.style.height).toBe(`${before + 20}px`)
})
