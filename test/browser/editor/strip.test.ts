import axe from 'axe-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { pluginError } from '../../../src/kernel/errors'
import { useDialogsStore } from '../../../src/stores/dialogs'
import { usePluginsStore } from '../../../src/stores/plugins'
import GenerationStrip from '../../../src/ui/generations/GenerationStrip.vue'
import { mount, type Mounted } from './mounted'

let mounted: Mounted
let swap = 0

beforeAll(async () => {
  await page.viewport(1280, 800)
  mounted = await mount(GenerationStrip)
})
afterAll(() => mounted.unmount())

const plugin = 'greeter'
const events = () => mounted.playground.events
const names = () =>
  page
    .getByRole('button')
    .elements()
    .map((button) => button.getAttribute('aria-label'))

function start(): number {
  events().emit({ type: 'swap-started', plugin, swap: ++swap, source: { name: plugin, files: {} } })
  return swap
}

function commit(generation: number, version: string): void {
  events().emit({
    type: 'swap-committed',
    plugin,
    swap: start(),
    version,
    generation,
    predecessor: null,
    timings: { total: 8.4 },
    stateCarried: false,
  })
}

function drain(generation: number, version: string, pendingCalls: number): void {
  events().emit({ type: 'draining', plugin, version, generation, pendingCalls })
}

function refuse(): void {
  const error = pluginError('INIT', 'init', { plugin, version: '1.0.0', generation: null }, 'init threw')
  events().emit({ type: 'swap-refused', plugin, swap: start(), error, serving: 1 })
}

beforeEach(() => mounted.store(usePluginsStore).select(plugin))

test('an empty strip says what will be there', async () => {
  await expect.element(page.getByText('The first save puts generation 1 here.')).toBeVisible()
})

test('each save is a bead whose name tells all that its looks do', async () => {
  commit(1, '1.0.0')
  await expect.poll(names).toEqual(['Generation 1, version 1.0.0, live, 8.4 ms'])
  refuse()
  drain(1, '1.0.0', 2)
  commit(2, '1.1.0')
  start()
  await expect
    .poll(names)
    .toEqual([
      'Generation 1, version 1.0.0, draining, 2 calls to finish, 8.4 ms',
      'Refused save, INIT: init threw',
      'Generation 2, version 1.1.0, live, 8.4 ms',
      'Save under way',
    ])
  await expect.element(page.getByText('g1 · 2 calls')).toBeVisible()
  await expect.element(page.getByText('1.1.0', { exact: true })).toBeVisible()
})

test('arrow keys go from bead to bead, and one bead is in the tab order', async () => {
  const buttons = () => page.getByRole('button').elements() as HTMLElement[]
  const inTabOrder = () => buttons().filter((button) => button.tabIndex === 0)
  expect(inTabOrder()).toEqual([buttons().at(-1)])
  // A click first: keys go to this page only once it has the window's focus.
  await page.getByText('save to commit').click()
  buttons().at(-1)!.focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toMatch(/^Generation 2/)
  await userEvent.keyboard('{Home}')
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toMatch(/^Generation 1/)
  expect(inTabOrder()).toEqual([document.activeElement])
  await userEvent.keyboard('{Enter}')
  expect(mounted.store(useDialogsStore).current).toEqual({ kind: 'generation', plugin, swap: 1 })
  await userEvent.keyboard('{End}')
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('Save under way')
})

test('a refused save stands off the wire, under the newest time', async () => {
  refuse()
  await expect.element(page.getByText('g2 serves on')).toBeVisible()
  const beads = [...document.querySelectorAll('.bead__body')].map((bead) => bead.getBoundingClientRect().top)
  expect(beads[1]).toBeLessThan(beads[0]! - 8)
})

test('the strip follows the newest of many', async () => {
  for (let generation = 3; generation < 60; generation++) commit(generation, '1.1.0')
  const newest = page.getByRole('button', { name: 'Generation 59,' })
  await expect.element(newest).toBeInTheDocument()
  const right = () => newest.element().getBoundingClientRect().right
  await expect.poll(right).toBeLessThan(window.innerWidth)
})

test('a crash within probation shows what crashed and what came back', async () => {
  const reason = pluginError('CRASHED', 'idle', { plugin, version: '1.1.0', generation: 59 }, 'out of memory')
  drain(58, '1.1.0', 4)
  drain(58, '1.1.0', 1)
  await expect.element(page.getByText('g58 · 1 call')).toBeVisible()
  const bus = events()
  bus.emit({ type: 'state', plugin, version: '1.1.0', generation: 59, from: 'active', to: 'crashed' })
  bus.emit({ type: 'error', error: reason })
  await expect.poll(() => names().at(-1)).toMatch(/^Generation 59, .*crashed, CRASHED: out of memory/)
  bus.emit({ type: 'restarted', plugin, version: '1.1.0', generation: 58, rolledBackFrom: 59, reason })
  await expect
    .poll(() => names().slice(-2))
    .toEqual([
      'Generation 58, version 1.1.0, live, brought back, 8.4 ms',
      'Generation 59, version 1.1.0, crashed, CRASHED: out of memory, 8.4 ms',
    ])
  await expect.element(page.getByText('g58 serves', { exact: true })).toBeVisible()
  await expect.element(page.getByText('↩ g58')).toBeVisible()
})

test('quarantine is shown until a save ends it', async () => {
  const error = pluginError('QUARANTINED', 'idle', { plugin, version: '1.1.0', generation: 58 }, 'ended 3 times')
  const bus = events()
  bus.emit({ type: 'state', plugin, version: '1.1.0', generation: 58, from: 'active', to: 'crashed' })
  bus.emit({ type: 'state', plugin, version: '1.1.0', generation: 58, from: 'crashed', to: 'quarantined' })
  bus.emit({ type: 'error', error })
  await expect
    .poll(() => names().at(-2))
    .toBe('Generation 58, version 1.1.0, in quarantine, QUARANTINED: ended 3 times, 8.4 ms')
  bus.emit({ type: 'state', plugin, version: '1.1.0', generation: 58, from: 'quarantined', to: 'stopped' })
  commit(60, '1.2.0')
  await expect.poll(() => names().at(-3)).toContain('Generation 58, version 1.1.0, crashed')
})

test('versions side by side are each labelled with theirs', async () => {
  commit(61, '1.2.0')
  commit(62, '2.0.0')
  const labelled = () =>
    [...document.querySelectorAll('.bead--live')]
      .slice(-2)
      .map((bead) => bead.querySelector('.bead__version')?.textContent)
  await expect.poll(labelled).toEqual(['1.2.0', '2.0.0'])
})

test('on a phone the strip follows the newest, too', async () => {
  const rightOf = (generation: number) =>
    page
      .getByRole('button', { name: `Generation ${generation},` })
      .element()
      .getBoundingClientRect().right
  await page.viewport(390, 844)
  await expect.poll(() => rightOf(62)).toBeLessThan(window.innerWidth)
  commit(63, '2.0.0')
  await expect.poll(() => names().at(-1)).toContain('Generation 63')
  await expect.poll(() => rightOf(63)).toBeLessThan(window.innerWidth)
  await page.viewport(1280, 800)
})

test('axe finds nothing', async () => {
  const { violations } = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
})
