import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import type { LogLevel, LogValue } from '../../../src/kernel/log-value'
import { useConsoleStore } from '../../../src/stores/console'
import ConsoleTab from '../../../src/ui/drawer/ConsoleTab.vue'
import { mount, type Mounted } from '../editor/mounted'

let mounted: Mounted

beforeEach(async () => {
  mounted = await mount(ConsoleTab)
  mounted.store(useConsoleStore).clear()
})
afterEach(() => mounted.unmount())

function log(level: LogLevel, ...values: LogValue[]): void {
  mounted.playground.events.emit({
    type: 'log',
    plugin: 'greeter',
    version: '1.0.0',
    generation: 1,
    call: null,
    level,
    values,
    position: { file: 'index.ts', line: 3, column: 1 },
  })
}

const text = (text: string): LogValue => ({ kind: 'text', text })
const lines = () =>
  page
    .getByRole('listitem')
    .elements()
    .map((line) => line.textContent.replace(/\s+/g, ' '))

test('levels and the filter hide lines, and a way back is offered', async () => {
  log('info', text('hello'))
  log('warn', text('careful'))
  await expect.poll(lines).toHaveLength(2)
  await page.getByRole('button', { name: 'Warn 1' }).click()
  await expect.poll(lines).toHaveLength(1)
  await page.getByRole('searchbox', { name: 'Filter by text' }).fill('nothing like it')
  await expect.element(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all lines' }).click()
  await expect.poll(lines).toHaveLength(2)
})

test('equal lines in a row are one line with a count', async () => {
  for (let count = 0; count < 1_234; count++) log('info', text('again'))
  log('info', text('other'))
  await expect.poll(lines).toHaveLength(2)
  expect(lines()[0]).toContain('1,234')
})

test('objects open, and stay text whatever they hold', async () => {
  const evil = '<img src=x onerror=alert(1)>'
  const inner: LogValue = {
    kind: 'object',
    label: 'Array',
    preview: '[1]',
    entries: [{ key: '0', value: { kind: 'atom', type: 'number', text: '1' } }],
  }
  log('info', text(evil), {
    kind: 'object',
    label: 'Object',
    preview: '{list: […]}',
    entries: [{ key: 'list', value: inner }],
    more: 7,
  })
  await page.getByRole('button', { name: '{list: […]}' }).click()
  await expect.element(page.getByText('7 more')).toBeVisible()
  await page.getByRole('button', { name: '[1]' }).click()
  await expect.element(page.getByRole('button', { name: 'Array' })).toHaveAttribute('aria-expanded', 'true')
  await expect.element(page.getByText(evil)).toBeVisible()
  expect(document.querySelector('.console img')).toBeNull()
})

test('2,000 lines put few into the page, stay at the newest, and say what came in while one reads', async () => {
  const host = document.querySelector<HTMLElement>('.console')!.parentElement!
  host.style.height = '260px'
  for (let count = 0; count < 2_500; count++) log('info', text(`line ${count}`))
  await expect.poll(() => lines().at(-1)).toContain('line 2499')
  expect(lines().length).toBeLessThan(60)
  await expect.element(page.getByText('500 older lines were discarded.')).toBeInTheDocument()

  const scroller = page.getByRole('region', { name: 'Console lines' }).element()
  scroller.scrollTop = 100
  await expect.element(page.getByRole('button', { name: 'To the newest' })).toBeVisible()
  log('info', text('a new one'))
  await page.getByRole('button', { name: '1 new' }).click()
  await expect.poll(() => lines().at(-1)).toContain('a new one')
})
