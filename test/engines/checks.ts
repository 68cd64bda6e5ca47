import type { Hotplug } from '../../src/app/hotplug'
import type { Engine } from './engine'
import { areaText, beads, eventually, inputValue, pressButton, replaceSource, setInput, shownSource } from './page'

/** One thing that has to hold in every engine. They run in this order, on one page. */
export interface Check {
  readonly name: string
  run(engine: Engine, url: string): Promise<void>
}

declare global {
  interface Window {
    hotplug: Hotplug
  }
}

const plugin = (execute: string): string => `import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(name: string) {
    ${execute}
  },
})
`

export const checks: readonly Check[] = [
  {
    name: 'the page opens, and the greeter has its output',
    async run(engine, url) {
      await engine.open(url)
      await eventually('the output', async () => (await areaText(engine, 'Output')).includes('Hello, Ada!'))
      await eventually('Hotplug to be ready', () => engine.evaluate(() => window.hotplug.ready.then(() => true), null))
    },
  },
  {
    name: 'nothing that Hotplug needs is missing, so nothing is told to be',
    async run(engine) {
      const missing = await engine.evaluate(
        () => [
          ...('locks' in navigator ? [] : ['Web Locks']),
          ...('CompressionStream' in window ? [] : ['CompressionStream']),
          ...('indexedDB' in window ? [] : ['IndexedDB']),
          ...[...document.querySelectorAll('.notice-banners section')].map((notice) => notice.textContent),
        ],
        null,
      )
      if (missing.length > 0) throw new Error(missing.join('; '))
    },
  },
  {
    name: 'the editor comes up and takes what is typed',
    async run(engine) {
      await eventually('the editor', () =>
        engine.evaluate(() => document.querySelector('.monaco-editor .view-line') !== null, null),
      )
      await replaceSource(engine, plugin('return `Welcome, ${name}!`'))
      await engine.press('Home', { control: true })
      for (const key of '// hi ') await engine.press(key)
      await eventually('the typed text', async () => (await shownSource(engine)).startsWith('// hi import'))
    },
  },
  {
    name: 'a save swaps the plugin: new output, and one more bead',
    async run(engine) {
      await replaceSource(engine, plugin('return `Welcome, ${name}!`'))
      await engine.press('s', { control: true })
      await eventually('the new output', async () => (await areaText(engine, 'Output')).includes('Welcome, Ada!'))
      await eventually(
        'the second bead',
        async () => (await beads(engine)).filter((name) => name.startsWith('Generation')).length === 2,
      )
    },
  },
  {
    name: 'a bad save is refused and marked at its line, and the last good one serves',
    async run(engine) {
      await replaceSource(engine, plugin('return `Welcome, ${name'))
      await pressButton(engine, 'Save')
      await eventually('the refused bead', async () =>
        (await beads(engine)).some((name) => name.startsWith('Refused save, COMPILE')),
      )
      await eventually('the problem', async () => /line \d+:\d+/.test(await areaText(engine, 'Drawer')))
      await eventually('the marker', () =>
        engine.evaluate(() => document.querySelector('.squiggly-error') !== null, null),
      )
      await setInput(engine, '"Grace"')
      await pressButton(engine, 'Run')
      await eventually('the old one', async () => (await areaText(engine, 'Output')).includes('Welcome, Grace!'))
    },
  },
  {
    name: 'an error points into the TypeScript of the author',
    async run(engine) {
      await replaceSource(
        engine,
        plugin(
          'interface Unseen { a: 1 }\n    const fail = (): never => {\n      throw new Error(`no ${name}`)\n    }\n    fail()',
        ),
      )
      await pressButton(engine, 'Save')
      await eventually('the mapped error', async () => {
        const text = await areaText(engine, 'Output')
        return text.includes('no Grace') && text.includes('index.ts:7:')
      })
    },
  },
  {
    name: 'an endless loop is ended and told at its line, the predecessor serves again, and the page answers',
    async run(engine) {
      await replaceSource(engine, plugin('return `Back, ${name}!`'))
      await engine.evaluate(() => {
        const { files } = window.hotplug
        const manifest = JSON.parse(files.read('greeter/plugin.json')) as Record<string, unknown>
        files.write('greeter/plugin.json', JSON.stringify({ ...manifest, limits: { executeMs: 1000 } }, null, 2))
      }, null)
      await pressButton(engine, 'Save')
      await eventually('the good one', async () => (await areaText(engine, 'Output')).includes('Back, Grace!'))
      await replaceSource(engine, plugin('for (;;);'))
      await pressButton(engine, 'Save')
      // While the plugin spins, the page takes what is typed.
      await eventually('the loop to run', () =>
        engine.evaluate(
          () => document.querySelector('[aria-label="Output"]')?.getAttribute('aria-busy') === 'true',
          null,
        ),
      )
      const start = Date.now()
      await setInput(engine, '"Marie"')
      if (Date.now() - start > 900) throw new Error(`The page took ${Date.now() - start} ms to answer.`)
      await eventually('the timeout', async () => (await areaText(engine, 'Output')).includes('TIMEOUT'))
      await eventually('its line', async () =>
        /TIMEOUTline 5:|TIMEOUT\s*line\s*5:/.test(await areaText(engine, 'Drawer')),
      )
      await eventually(
        'the predecessor',
        async () =>
          (await beads(engine)).some((name) => /^Generation \d+, .*crashed/.test(name)) &&
          engine.evaluate(
            () =>
              window.hotplug.run('greeter', 'Marie').then((report) => report.ok && report.output === 'Back, Marie!'),
            null,
          ),
      )
    },
  },
  {
    name: 'a share link is packed and can be read',
    async run(engine) {
      await pressButton(engine, 'Share')
      const readLink = (): Promise<string> =>
        engine.evaluate(
          () => document.querySelector<HTMLTextAreaElement>('[role="dialog"] textarea')?.value ?? '',
          null,
        )
      await eventually('the link', async () => (await readLink()).includes('#'))
      const link = await readLink()
      await engine.press('Escape')
      await engine.evaluate((hash) => {
        location.hash = hash
      }, new URL(link).hash)
      await eventually('the offer to run it', () =>
        engine.evaluate(
          () => document.querySelector('[aria-label="Shared plugin"]')?.textContent.includes('greeter-2') === true,
          null,
        ),
      )
    },
  },
  {
    name: 'after a reload everything typed is there',
    async run(engine) {
      await engine.evaluate(() => {
        window.hotplug.files.write('greeter/index.ts', `${window.hotplug.files.read('greeter/index.ts')}// kept`)
      }, null)
      await setInput(engine, '"Edith"')
      await engine.reload()
      await eventually('the page', () => engine.evaluate(() => 'hotplug' in window, null))
      await eventually('the text', () =>
        engine.evaluate(() => window.hotplug.files.read('greeter/index.ts').endsWith('// kept'), null),
      )
      await eventually('the input', async () => (await inputValue(engine)) === '"Edith"')
    },
  },
  {
    name: 'nothing was asked of another host',
    async run(engine) {
      const foreign = await engine.evaluate(
        () =>
          performance
            .getEntriesByType('resource')
            .map(({ name }) => name)
            .filter((name) => name.startsWith('http') && !name.startsWith(location.origin)),
        null,
      )
      if (foreign.length > 0) throw new Error(foreign.join(', '))
    },
  },
]
