import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import TableView from '../../../src/ui/output/TableView.vue'
import { show } from './shown'

const cells = (column: number) =>
  page
    .getByRole('row')
    .elements()
    .flatMap((row) => row.querySelectorAll('td')[column]?.textContent.trim() ?? [])

test('a click on a head sorts up, then down, then not', async () => {
  show(TableView, { value: [{ n: 10 }, { n: 9 }, { n: 100 }] })
  const head = page.getByRole('columnheader', { name: 'n' })
  const sort = page.getByRole('button', { name: 'n' })
  await expect.element(head).toHaveAttribute('aria-sort', 'none')
  await sort.click()
  await expect.element(head).toHaveAttribute('aria-sort', 'ascending')
  expect(cells(1)).toEqual(['9', '10', '100'])
  expect(cells(0)).toEqual(['2', '1', '3'])
  await userEvent.keyboard('{Enter}')
  await expect.element(head).toHaveAttribute('aria-sort', 'descending')
  expect(cells(1)).toEqual(['100', '10', '9'])
  await userEvent.keyboard('{Enter}')
  await expect.element(head).toHaveAttribute('aria-sort', 'none')
  expect(cells(1)).toEqual(['10', '9', '100'])
})

test('20,000 rows put few into the page, and the last can be reached', async () => {
  show(TableView, { value: Array.from({ length: 20_000 }, (_, id) => ({ id, name: `row ${id}` })) })
  await expect.element(page.getByRole('table')).toHaveAttribute('aria-rowcount', '20001')
  expect(page.getByRole('row').elements().length).toBeLessThan(80)
  const scroller = page.getByRole('region', { name: 'Output as a table' }).element()
  scroller.scrollTop = scroller.scrollHeight
  await expect.poll(() => cells(2).at(-1)).toBe('row 19999')
})

test('numbers stand at the right, markup stays text', async () => {
  const host = show(TableView, { value: [{ n: 1, html: '<b>x</b>' }] })
  await expect.element(page.getByText('<b>x</b>')).toBeVisible()
  expect(host.querySelector('b')).toBeNull()
  expect(getComputedStyle(host.querySelectorAll('tbody td')[1]!).textAlign).toBe('right')
})
