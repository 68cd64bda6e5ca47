import { expect, test } from './support/test'

test('the main job is done by keyboard alone', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the editor' })).toBeFocused()
  await page.keyboard.press('Alt+1')
  await expect(ui.pluginRow('greeter/index.ts')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(ui.pluginRow('aggregate')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(ui.editor.getByRole('tab', { name: 'index.ts aggregate', selected: true })).toBeVisible()
  await ui.palette('greeter/index.ts')
  await page.keyboard.press('Alt+2')
  await expect(ui.code).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type('// typed')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+S')
  await expect(ui.committed).toHaveCount(2)

  await page.keyboard.press('Escape')
  await expect(ui.code).not.toBeFocused()
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  await page.keyboard.press('Alt+4')
  await expect(ui.input).toBeFocused()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('"Grace"')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(ui.output).toContainText('Hello, Grace!')
  await page.keyboard.press('Alt+3')
  await expect(ui.committed.last()).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(ui.committed.first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('Tab goes through the page in the order of the screen, and no place is a trap', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const visited: string[] = []
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Tab')
    const { label, isCode, isSeen } = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      const isCode = element.closest('.monaco-editor') !== null
      return {
        label: element.ariaLabel ?? element.textContent.trim(),
        isCode,
        isSeen:
          isCode ||
          (outlineStyle !== 'none' && outlineWidth !== '0px') ||
          boxShadow !== 'none' ||
          element === document.body ||
          element.matches('textarea, input'),
      }
    })
    expect(isSeen, `the focus is seen on ${label}`).toBe(true)
    if (isCode && !visited.includes(label)) await page.keyboard.press('Escape')
    // Behind the last place the browser's own bars would come; here it begins anew.
    if (label === visited[0]) break
    visited.push(label)
  }
  const order = ['Skip to the editor', 'Save', 'Run', 'Share', 'Width of the Explorer', 'Width of the Run panel']
  const places = order.map((name) => visited.findIndex((label) => label.startsWith(name)))
  expect(
    places.every((place) => place >= 0),
    visited.join(' | '),
  ).toBe(true)
  expect(places).toEqual([...places].sort((a, b) => a - b))
})

test('the palette finds commands by a few letters, and puts the focus back', async ({ ui, page }) => {
  await ui.open()
  await ui.input.focus()
  await page.keyboard.press('ControlOrMeta+K')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('shmet')
  await expect(palette.getByRole('option')).toHaveText([/Show Metrics/])
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(ui.tab('Metrics')).toHaveAttribute('aria-selected', 'true')
  await ui.input.focus()
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.press('Escape')
  await expect(ui.input).toBeFocused()
})
