import type { Locator } from '@playwright/test'
import { expect, test } from './support/test'

async function widthOf(element: Locator): Promise<number> {
  return (await element.boundingBox())?.width ?? 0
}

test('the theme follows the system, and stays as the person switched it', async ({ ui, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await ui.open()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.getByRole('button', { name: 'Switch to dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(ui.output).toContainText('Hello, Ada!')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('a choice made right before a reload holds, even where the tab gets its files back late', async ({
  ui,
  page,
  context,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await ui.open()
  const other = await context.newPage()
  await other.goto('favicon.svg')
  // It waits for the right to write, and so has it when the page before the reload gives it up.
  const held = await other.evaluateHandle(async () => {
    const { held = [] } = await navigator.locks.query()
    const name = held[0]?.name ?? ''
    let release: () => void = () => undefined
    void navigator.locks.request(name, () => new Promise<void>((resolve) => (release = resolve)))
    return { release: () => release() }
  })
  await page.evaluate(() => {
    document.querySelector<HTMLButtonElement>('button[aria-label="Switch to dark"]')?.click()
    location.reload()
  })
  await expect(ui.status).toContainText('another tab')
  await held.evaluate(({ release }) => release())
  await expect(ui.status).not.toContainText('another tab')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('panes are resized by mouse and by keys, and stay as they were left', async ({ ui, page }) => {
  await ui.open()
  const byMouse = page.getByRole('separator', { name: 'Width of the Explorer' })
  const byKeys = page.getByRole('separator', { name: 'Width of the Run panel' })
  const explorer = await widthOf(ui.explorer)
  const output = await widthOf(ui.output)
  const box = await byMouse.boundingBox()
  if (box === null) throw new Error('The handle is not on the screen.')
  await page.mouse.move(box.x + box.width / 2, box.y + 200)
  await page.mouse.down()
  await page.mouse.move(box.x + 60, box.y + 200, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => widthOf(ui.explorer)).toBeGreaterThan(explorer + 40)
  await byKeys.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => widthOf(ui.output)).toBeGreaterThan(output)
  const left = await Promise.all([widthOf(ui.explorer), widthOf(ui.output)])
  await page.reload()
  await expect(ui.output).toContainText('Hello, Ada!')
  expect(await Promise.all([widthOf(ui.explorer), widthOf(ui.output)])).toEqual(left)
})

for (const width of [1440, 1024, 390]) {
  test(`nothing is cut off at ${width} pixels`, async ({ ui, page }) => {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('')
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 })
    await expect(ui.generations).toBeInViewport({ ratio: 1 })
    await expect(ui.editor).toBeInViewport()
    const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(sizes[0]).toBe(sizes[1])
    const names = { 1440: 'Explorer', 1024: 'Plugins', 390: 'Panes' }[width] ?? ''
    await expect(
      page
        .getByRole('region', { name: names, exact: true })
        .or(page.getByRole('navigation', { name: names, exact: true })),
    ).toBeInViewport()
  })
}

test('at 1024 pixels the Explorer opens over the editor and gives way again', async ({ ui, page }) => {
  await page.setViewportSize({ width: 1024, height: 800 })
  await ui.open()
  await page.getByRole('button', { name: 'Open the Explorer' }).click()
  await ui.pluginRow('counter/index.ts').or(ui.pluginRow('counter')).first().click()
  await ui.page.keyboard.press('Escape')
  await expect(ui.explorer).toBeHidden()
  await page.getByRole('navigation', { name: 'Plugins' }).getByRole('button', { name: 'greeter' }).click()
  await expect(page.getByRole('navigation', { name: 'Open file' })).toContainText('greeter')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('the main job is done by touch, one pane at a time', async ({ ui, page }) => {
    await page.goto('')
    const panes = page.getByRole('navigation', { name: 'Panes' })
    await panes.getByRole('button', { name: 'Run pane' }).tap()
    await expect(ui.output).toContainText('Hello, Ada!')
    await panes.getByRole('button', { name: 'Plugins pane' }).tap()
    await ui.pluginRow('greeter/index.ts').tap()
    await ui.editorReady()
    await ui.replaceIn('Hello', 'Touched')
    await ui.save.tap()
    await expect(ui.committed).toHaveCount(2)
    await panes.getByRole('button', { name: 'Run pane' }).tap()
    await expect(ui.output).toContainText('Touched, Ada!')
    await ui.input.fill('"Grace"')
    await ui.run.tap()
    await expect(ui.output).toContainText('Touched, Grace!')
    await panes.getByRole('button', { name: 'More pane' }).tap()
    await ui.tab('Timeline').tap()
    await expect(ui.drawer).toContainText('save to output')
  })

  test('what a thumb presses is large enough', async ({ page }) => {
    await page.goto('')
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button')]
        .filter((button) => button.checkVisibility() && !button.closest('.monaco-editor'))
        .map((button) => ({
          name: button.textContent.trim() || button.ariaLabel,
          box: button.getBoundingClientRect(),
        }))
        // WCAG 2.2, 2.5.8: at least 24 by 24 pixels.
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name }) => name),
    )
    expect(small).toEqual([])
  })
})
