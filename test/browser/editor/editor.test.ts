import * as monaco from 'monaco-editor/editor/editor.api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { useEditorStore } from '../../../src/stores/editor'
import { useProblemsStore } from '../../../src/stores/problems'
import EditorPane from '../../../src/ui/editor/EditorPane.vue'
import { mount, type Mounted } from './mounted'

const path = 'greeter/index.ts'
const patient = { timeout: 15_000 }
/** The development server takes its time over TypeScript's nine megabytes when it is first asked for them. */
const veryPatient = { timeout: 90_000 }

let mounted: Mounted
let editor: ReturnType<typeof useEditorStore>
let problems: ReturnType<typeof useProblemsStore>

const files = () => mounted.playground.hotplug.files
const codeEditor = () => monaco.editor.getEditors()[0]!
const focusIsIn = (selector: string) => document.activeElement?.closest(selector) !== null

beforeAll(async () => {
  await page.viewport(1280, 800)
  mounted = await mount(EditorPane)
  editor = mounted.store(useEditorStore)
  problems = mounted.store(useProblemsStore)
  editor.open(path)
})

afterAll(() => mounted.unmount())

/** Puts a text into the file on screen, with the cursor where the `|` is. */
function put(marked: string): void {
  const offset = marked.indexOf('|')
  const lines = marked.slice(0, offset).split('\n')
  files().write(path, marked.replace('|', ''))
  editor.show('greeter', { file: 'index.ts', line: lines.length, column: lines.at(-1)!.length + 1 })
}

test(
  'a text typed before Monaco is there, and the cursor in it, are handed over to it',
  { timeout: 120_000 },
  async () => {
    const area = page.getByRole('textbox', { name: path }).element() as HTMLTextAreaElement
    expect(area.value).toBe(files().read(path))
    // A real click: a focus that only the page asks for is not always that of the browser, whose keys then go nowhere.
    await userEvent.click(area)
    area.setSelectionRange(0, 0)
    await userEvent.keyboard('// first\n// sec')
    expect(files().read(path)).toMatch(/^\/\/ first\n\/\/ sec/)
    expect(editor.cursor).toEqual({ line: 2, column: 7 })

    void mounted.playground.start('greeter')
    await expect.poll(() => editor.phase, veryPatient).toBe('ready')

    expect(codeEditor().getModel()?.getValue()).toBe(files().read(path))
    expect(codeEditor().getPosition()).toMatchObject({ lineNumber: 2, column: 7 })
    expect(codeEditor().hasTextFocus()).toBe(true)
    await userEvent.keyboard('ond')
    expect(files().read(path)).toMatch(/^\/\/ first\n\/\/ second/)
  },
)

test('a type error is marked and told in Problems, and goes when it is mended', { timeout: 120_000 }, async () => {
  put(`import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute: (n: number): string => |n })\n`)
  const types = () => problems.of('greeter').filter(({ source }) => source === 'types')
  await expect
    .poll(types, veryPatient)
    .toMatchObject([{ code: 'TS2322', file: 'index.ts', line: 2, severity: 'error' }])
  await expect
    .poll(() => monaco.editor.getModelMarkers({ owner: 'hotplug-types' }).map((marker) => marker.startLineNumber))
    .toEqual([2])
  put(
    `import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute: (n: number): string => |String(n) })\n`,
  )
  await expect.poll(types, patient).toEqual([])
  await expect.poll(() => monaco.editor.getModelMarkers({ owner: 'hotplug-types' })).toEqual([])
})

test('ctx is completed from the contract', async () => {
  put(
    `import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute(input: string, ctx) {\n  ctx|\n} })\n`,
  )
  await expect.poll(() => focusIsIn('.monaco-editor')).toBe(true)
  await userEvent.keyboard('.')
  const offered = () =>
    [...document.querySelectorAll('.suggest-widget .monaco-list-row .label-name')].map((row) => row.textContent)
  await expect.poll(offered, patient).toEqual(expect.arrayContaining(['config', 'generation', 'log', 'signal']))
  await userEvent.keyboard('{Escape}')
  expect(focusIsIn('.monaco-editor'), 'Escape closes the list first').toBe(true)
})

test('types come through from the plugin’s other files, its data and its texts', async () => {
  files().write('greeter/parts/words.ts', 'export const word = (n: number): string => String(n)\n')
  files().write('greeter/parts/data.json', '{ "limit": 3 }')
  put(
    [
      `import { definePlugin } from 'hotplug'`,
      `import data from './parts/data.json'`,
      `import style from './style.css'`,
      `import { word } from './parts/words'`,
      `export default definePlugin({ execute: (): string => word('1') + style.length + data.limit.nope })|`,
    ].join('\n'),
  )
  files().write('greeter/style.css', 'p { color: red }')
  const codes = () =>
    problems
      .of('greeter')
      .filter(({ source }) => source === 'types')
      .map(({ code }) => code)
  await expect.poll(codes, patient).toEqual(['TS2345', 'TS2339'])
})

test('what the sandbox does not have is an error with a hint', async () => {
  put(`import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute: () => document.title| })\n`)
  await expect
    .poll(() => problems.of('greeter').filter(({ source }) => source === 'types'), patient)
    .toMatchObject([
      { message: "There is no 'document' where a plugin runs.", hint: expect.stringContaining('worker') },
    ])
})

test('an error of syntax is told once', async () => {
  put(`export default {\n  execute( { return 1 }|\n}\n`)
  const told = () =>
    problems
      .of('greeter')
      .map(({ source }) => source)
      .filter((source) => source !== 'run')
  await expect.poll(told, patient).toEqual(['compiler'])
  await expect
    .poll(
      () => monaco.editor.getModelMarkers({ resource: monaco.Uri.parse(`file:///plugins/${path}`) }).length,
      patient,
    )
    .toBe(1)
})

test('plugin.json is checked against its schema while typing', { timeout: 120_000 }, async () => {
  const manifest = files().read('greeter/plugin.json')
  editor.open('greeter/plugin.json')
  files().write('greeter/plugin.json', manifest.replace('"version": "1.0.0"', '"version": 7'))
  const marked = () =>
    monaco.editor.getModelMarkers({ owner: 'json' }).map((marker) => [marker.resource.path, marker.startLineNumber])
  // The first JSON on screen fetches its worker, which a fresh clone has to bundle first.
  await expect.poll(marked, veryPatient).toEqual([['/plugins/greeter/plugin.json', 3]])
  expect(
    monaco.editor.getModelMarkers({ resource: monaco.Uri.parse('file:///plugins/greeter/plugin.json') }),
    'the save’s own check of the same line is not doubled',
  ).toHaveLength(1)
  files().write('greeter/plugin.json', manifest)
  await expect.poll(marked, patient).toEqual([])
})

test('Escape leaves the editor for its tab', async () => {
  put('export default { execute: () => 1 }|\n')
  await expect.poll(() => focusIsIn('.monaco-editor')).toBe(true)
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('tab')
  expect(document.activeElement?.getAttribute('aria-selected')).toBe('true')
})

test('a place that is asked for is opened, focused and lit up', async () => {
  const lines = Array.from({ length: 400 }, (_, index) => `// ${index + 1}`)
  files().write(path, lines.join('\n'))
  editor.open('greeter/plugin.json')
  editor.show('greeter', { file: 'index.ts', line: 300, column: 3 })
  await expect.poll(() => editor.cursor).toEqual({ line: 300, column: 3 })
  expect(editor.active).toBe(path)
  await expect.poll(() => focusIsIn('.monaco-editor')).toBe(true)
  expect(codeEditor().getVisibleRanges()[0]!.startLineNumber).toBeGreaterThan(250)
  await expect.poll(() => document.querySelector('.code-editor-flash')).not.toBeNull()
  await expect.poll(() => document.querySelector('.code-editor-flash'), patient).toBeNull()
})

test('a change from outside can be undone', async () => {
  put('export default { execute: () => 1 }|\n')
  files().write(path, 'export default { execute: () => 2 }\n')
  expect(codeEditor().getModel()?.getValue()).toContain('=> 2')
  codeEditor().trigger('test', 'undo', null)
  expect(files().read(path)).toContain('=> 1')
})

test('each file keeps its place while another is on screen', async () => {
  files().write(path, Array.from({ length: 200 }, (_, index) => `// ${index + 1}`).join('\n'))
  editor.show('greeter', { file: 'index.ts', line: 150, column: 2 })
  await expect.poll(() => editor.cursor).toEqual({ line: 150, column: 2 })
  const scrollTop = codeEditor().getScrollTop()
  editor.open('greeter/plugin.json')
  await expect.poll(() => codeEditor().getModel()?.uri.path).toBe('/plugins/greeter/plugin.json')
  editor.open(path)
  await expect.poll(() => editor.cursor).toEqual({ line: 150, column: 2 })
  expect(codeEditor().getScrollTop()).toBe(scrollTop)
})

test('a file that is deleted takes its model with it', async () => {
  files().write('greeter/extra.ts', 'export {}')
  expect(monaco.editor.getModel(monaco.Uri.parse('file:///plugins/greeter/extra.ts'))).not.toBeNull()
  files().remove('greeter/extra.ts')
  expect(monaco.editor.getModel(monaco.Uri.parse('file:///plugins/greeter/extra.ts'))).toBeNull()
})

test('a plugin has no models before it is on screen, and then with its problems marked', async () => {
  const modelsOf = (plugin: string) =>
    monaco.editor.getModels().filter(({ uri }) => uri.path.startsWith(`/plugins/${plugin}/`))
  files().write('unseen/plugin.json', '{}')
  files().write('unseen/index.ts', 'export default {}\n')
  problems.set('unseen', 'run', [
    {
      ...{
        source: 'run',
        severity: 'error',
        plugin: 'unseen',
        code: 'TIMEOUT',
        message: 'It took too long',
        hint: null,
      },
      ...{ file: 'index.ts', line: 1, column: 1, endLine: null, endColumn: null },
    },
  ])
  expect(modelsOf('unseen')).toEqual([])
  editor.open('unseen/index.ts')
  await expect.poll(() => codeEditor().getModel()?.uri.path).toBe('/plugins/unseen/index.ts')
  expect(modelsOf('unseen')).toHaveLength(2)
  expect(monaco.editor.getModelMarkers({ owner: 'hotplug-run' })).toMatchObject([
    { resource: { path: '/plugins/unseen/index.ts' }, startLineNumber: 1 },
  ])
  editor.open(path)
})
