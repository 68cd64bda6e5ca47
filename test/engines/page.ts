import type { Engine } from './engine'

const patienceMs = 30_000

/** Asks again until it holds. @throws Error that names what was waited for */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${patienceMs / 1000} s for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The text of a region, by its accessible name. */
export function areaText(engine: Engine, name: string): Promise<string> {
  return engine.evaluate((label) => document.querySelector(`[aria-label="${label}"]`)?.textContent ?? '', name)
}

/** The names of all beads, oldest first. */
export function beads(engine: Engine): Promise<string[]> {
  return engine.evaluate(
    () => [...document.querySelectorAll('[aria-label="Generations"] button')].map((bead) => bead.ariaLabel ?? ''),
    null,
  )
}

export async function pressButton(engine: Engine, name: string): Promise<void> {
  const found = await engine.evaluate((wanted) => {
    const named = [...document.querySelectorAll('button')].filter(
      (button) => (button.ariaLabel ?? button.textContent.trim()) === wanted,
    )
    named[0]?.click()
    return named.length
  }, name)
  if (found !== 1) throw new Error(`There are ${found} buttons "${name}".`)
}

/** Puts a text in the place of all that the editor has, as a person does who selects all and pastes. */
export async function replaceSource(engine: Engine, text: string): Promise<void> {
  await engine.evaluate(() => {
    const textbox = document.querySelector<HTMLElement>(
      '[aria-label="Editor"] [aria-roledescription="editor"], [aria-label="Editor"] .monaco-editor textarea',
    )
    textbox?.focus()
  }, null)
  await engine.press('a', { control: true })
  await engine.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    // Firefox takes no DataTransfer of a script's own, but a text and its type.
    const filled = { clipboardData, dataType: 'text/plain', data: pasted, bubbles: true, cancelable: true }
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', filled))
  }, text)
  await eventually('the pasted text', () =>
    engine.evaluate((wanted) => window.hotplug.files.read('greeter/index.ts') === wanted, text),
  )
}

/** What the editor shows. */
export function shownSource(engine: Engine): Promise<string> {
  return engine.evaluate(
    () =>
      [...document.querySelectorAll('[aria-label="Editor"] .view-line')]
        .map((line) => line.textContent.replaceAll('\u00a0', ' '))
        .join('\n'),
    null,
  )
}

export function setInput(engine: Engine, text: string): Promise<void> {
  return engine.evaluate((value) => {
    const box = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Input"]')
    if (!box) throw new Error('There is no Input.')
    box.focus()
    box.value = value
    box.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)
}

export function inputValue(engine: Engine): Promise<string> {
  return engine.evaluate(
    () => document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Input"]')?.value ?? '',
    null,
  )
}
