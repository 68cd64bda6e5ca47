import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import TreeView from '../../../src/ui/output/TreeView.vue'
import { show } from './shown'

const tree = () => page.getByRole('tree', { name: 'Output as a tree' })
const row = (name: RegExp) => page.getByRole('treeitem', { name })

/** The text of the row that the keys are at, as a screen reader is told it. */
function active(): string {
  const id = tree().element().getAttribute('aria-activedescendant')
  const row = id === null ? null : document.getElementById(id)
  return row?.textContent.replace(/\s+/g, ' ').trim() ?? ''
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await userEvent.keyboard(`{${key}}`)
}

test('the keys of a tree go, open, close and find', async () => {
  show(TreeView, { value: { name: 'Ada', tags: Array.from({ length: 40 }, (_, n) => `t${n}`), when: new Date(0) } })
  ;(tree().element() as HTMLElement).focus()
  await press('ArrowDown')
  await expect.poll(active).toContain('name:"Ada"')
  await press('ArrowDown')
  await expect.element(row(/^tags/)).toHaveAttribute('aria-expanded', 'false')
  await press('ArrowRight')
  await expect.element(row(/^tags/)).toHaveAttribute('aria-expanded', 'true')
  await press('ArrowRight')
  await expect.poll(active).toContain('0:"t0"')
  await press('ArrowLeft')
  await expect.poll(active).toContain('tags')
  await press('ArrowLeft')
  await expect.element(row(/^tags/)).toHaveAttribute('aria-expanded', 'false')
  await press('Home')
  await userEvent.keyboard('w')
  await expect.poll(active).toContain('when:1970-01-01T00:00:00.000Z')
  await press('Home', 'ArrowLeft')
  expect(page.getByRole('treeitem').elements()).toHaveLength(1)
})

test('a cycle is marked, and cannot be opened', async () => {
  const self: Record<string, unknown> = { name: 'loop' }
  self['again'] = self
  show(TreeView, { value: self })
  await expect.element(row(/^again/)).toHaveTextContent('cyclic, 1 up')
  await expect.element(row(/^again/)).not.toHaveAttribute('aria-expanded')
})

test('10,000 levels can be walked into, and few rows are in the page at once', async () => {
  let deep: unknown = 'end'
  for (let depth = 0; depth < 10_000; depth++) deep = [deep]
  show(TreeView, { value: deep })
  ;(tree().element() as HTMLElement).focus()
  await press('End')
  for (let level = 0; level < 60; level++) await press('ArrowRight', 'ArrowDown')
  await expect.poll(() => page.getByRole('treeitem').elements().at(-1)?.getAttribute('aria-level')).toMatch(/^6\d$/)
  expect(page.getByRole('treeitem').elements().length).toBeLessThan(60)
})

test('a list of 100,000 is there at once, listed in parts and rendered by what is seen', async () => {
  show(TreeView, { value: Array.from({ length: 100_000 }, (_, index) => index) })
  ;(tree().element() as HTMLElement).focus()
  await press('End')
  await expect.poll(active).toBe('99,500 more …')
  await press('Enter', 'End')
  await expect.poll(active).toBe('99,000 more …')
  expect(page.getByRole('treeitem').elements().length).toBeLessThan(60)
})

test('a long text is cut, and shown whole when asked', async () => {
  const text = 'long '.repeat(1_000)
  show(TreeView, { value: { text } })
  await row(/^text/).click({ position: { x: 40, y: 12 } })
  await page.getByRole('button', { name: 'Show all 5,000 characters' }).click()
  await expect.element(page.getByRole('region', { name: 'The whole text' })).toHaveTextContent(text.trim())
})

test('markup in values stays text', async () => {
  const host = show(TreeView, { value: { '<b>key</b>': '<img src=x onerror=alert(1)>' } })
  await expect.element(row(/^<b>key/)).toHaveTextContent('<img src=x onerror=alert(1)>')
  expect(host.querySelector('img, b')).toBeNull()
})
