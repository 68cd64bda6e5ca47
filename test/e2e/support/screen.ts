import { expect, type Locator, type Page } from '@playwright/test'

/** The screen as a person knows it: by roles and names. */
export interface Screen {
  readonly page: Page
  readonly explorer: Locator
  readonly editor: Locator
  readonly output: Locator
  readonly generations: Locator
  readonly drawer: Locator
  readonly status: Locator
  readonly save: Locator
  readonly run: Locator
  readonly input: Locator
  /** Every generation that was ever committed, in the order of the strip. */
  readonly committed: Locator
  readonly refused: Locator
  /** Monaco's own textbox, or the plain one that stands in until it is there. */
  readonly code: Locator
  /** Opens the site, or a link to it, and waits for the first output. */
  open(address?: string): Promise<void>
  /** Waits until Monaco has taken the text over. */
  editorReady(): Promise<void>
  file(name: string): Locator
  pluginRow(name: string): Locator
  pick(plugin: string): Promise<void>
  openFile(name: string): Promise<void>
  tab(name: 'Problems' | 'Console' | 'Timeline' | 'Metrics' | 'Traffic'): Locator
  showTab(name: 'Problems' | 'Console' | 'Timeline' | 'Metrics' | 'Traffic'): Promise<Locator>
  /** Replaces all the text of the file on screen, by keyboard. */
  replaceText(text: string): Promise<void>
  /** Finds `before` in the file on screen and puts `after` in its place, by the editor's own find widget. */
  replaceIn(before: string, after: string): Promise<void>
  /** The file's text as the editor shows it. */
  shownText(): Promise<string>
  saveByKey(): Promise<void>
  palette(command: string): Promise<void>
}

export function screenOf(page: Page): Screen {
  const region = (name: string): Locator => page.getByRole('region', { name, exact: true })
  const explorer = region('Explorer')
  const editor = region('Editor')
  const generations = region('Generations')
  const drawer = region('Drawer')
  const code = editor.getByRole('textbox', { name: /Press Escape to leave the editor/ })

  const screen: Screen = {
    page,
    explorer,
    editor,
    output: region('Output'),
    generations,
    drawer,
    status: page.getByRole('contentinfo', { name: 'Status' }),
    save: page.getByRole('button', { name: 'Save', exact: true }),
    run: page.getByRole('button', { name: 'Run', exact: true }),
    input: page.getByRole('textbox', { name: 'Input', exact: true }),
    committed: generations.getByRole('button', { name: /^Generation \d+/ }),
    refused: generations.getByRole('button', { name: /^Refused save/ }),
    code,
    async open(address = '') {
      await page.goto(address)
      await expect(screen.output.getByRole('button', { name: 'Copy the output' })).toBeVisible()
    },
    async editorReady() {
      // Monaco's own textbox has no size; the plain editor's is another role description.
      await expect(code).toHaveAttribute('aria-roledescription', 'editor', { timeout: 30_000 })
    },
    file: (name) => explorer.getByRole('treeitem', { name }),
    pluginRow: (name) => explorer.locator(`[role="treeitem"][data-row="${name}"]`),
    async pick(plugin) {
      await screen.pluginRow(plugin).click()
      await expect(page.getByRole('navigation', { name: 'Open file' })).toContainText(plugin)
    },
    async openFile(path) {
      await screen.pluginRow(path).click()
      await expect(editor.getByRole('tab', { name: path.split('/').at(-1) ?? '', selected: true })).toBeVisible()
    },
    tab: (name) => drawer.getByRole('tab', { name }),
    async showTab(name) {
      await screen.tab(name).click()
      const panel = drawer.getByRole('tabpanel', { name })
      await expect(panel).toBeVisible()
      return panel
    },
    async replaceText(text) {
      await code.focus()
      await page.keyboard.press('ControlOrMeta+A')
      await paste(page, text)
    },
    async replaceIn(before, after) {
      await code.focus()
      await page.keyboard.press('ControlOrMeta+Home')
      await page.keyboard.press('ControlOrMeta+F')
      const find = editor.getByRole('textbox', { name: 'Find' })
      await find.fill(before)
      await find.press('Enter')
      await find.press('Escape')
      await expect(code).toBeFocused()
      await paste(page, after)
    },
    async shownText() {
      const lines = await editor.locator('.view-line').all()
      const texts = await Promise.all(lines.map((line) => line.textContent()))
      return texts.join('\n').replaceAll('\u00a0', ' ')
    },
    async saveByKey() {
      await page.keyboard.press('ControlOrMeta+S')
    },
    async palette(command) {
      await page.keyboard.press('ControlOrMeta+K')
      const dialog = page.getByRole('dialog')
      await dialog
        .getByRole('textbox')
        .or(dialog.getByRole('combobox'))
        .or(dialog.getByRole('searchbox'))
        .first()
        .fill(command)
      await dialog.getByRole('option', { name: command }).first().click()
    },
  }
  return screen
}

/** Pastes into what has the focus. Typed text would get the editor's own brackets and indents. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}
