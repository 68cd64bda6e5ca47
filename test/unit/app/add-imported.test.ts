import { expect, it } from 'vitest'
import { addImported } from '../../../src/app/add-imported'
import { freeName } from '../../../src/app/create-plugin-folders'
import { importWords } from '../../../src/ui/dialogs/import-words'
import { placeFiles } from '../../../src/workspace/place-files'

const manifest = (name: string) => `{ "name": "${name}", "version": "1.0.0" }`

function add(present: Record<string, string>, incoming: Record<string, string>) {
  const files = new Map(Object.entries(present))
  const plugins = () => [...new Set([...files.keys()].map((path) => path.slice(0, path.indexOf('/'))))]
  const source = (name: string) => ({
    name,
    files: Object.fromEntries(
      [...files]
        .filter(([path]) => path.startsWith(`${name}/`))
        .map(([path, text]) => [path.slice(name.length + 1), text]),
    ),
  })
  const write = (path: string, text: string) => void files.set(path, text)
  const placed = placeFiles(new Map(Object.entries(incoming)), 'all.zip')
  const imported = addImported({ plugins, source, write }, placed, freeName)
  return { files: Object.fromEntries(files), imported, words: importWords(imported) }
}

const here = {
  'a/plugin.json': manifest('a'),
  'a/index.ts': 'mine',
  'b/plugin.json': manifest('b'),
  'b/index.ts': 'same',
}

it('brings in what is new as it is, what differs under a free name, and what is the same not at all', () => {
  const { files, imported, words } = add(here, {
    'a/plugin.json': manifest('a'),
    'a/index.ts': 'theirs',
    'a-2/plugin.json': manifest('a-2'),
    'b/plugin.json': manifest('b'),
    'b/index.ts': 'same',
    'c/plugin.json': manifest('c'),
  })
  expect(files).toEqual({
    ...here,
    'a-2/plugin.json': manifest('a-2'),
    'a-3/plugin.json': manifest('a-3'),
    'a-3/index.ts': 'theirs',
    'c/plugin.json': manifest('c'),
  })
  expect(imported).toMatchObject({
    plugins: ['a-3', 'a-2', 'c'],
    renamed: [{ from: 'a', to: 'a-3' }],
    unchanged: ['b'],
  })
  expect(words).toBe('Imported a as a-3, a-2, c; b is here already, file for file')
})

it('takes a plugin with a file more or less for another', () => {
  const { 'b/index.ts': _, ...fewer } = here
  expect(add(here, fewer).imported.renamed).toEqual([{ from: 'b', to: 'b-2' }])
  expect(add(here, { ...here, 'a/more.ts': '' }).imported.renamed).toEqual([{ from: 'a', to: 'a-2' }])
})

it('says so where all of it is there already', () => {
  const { files, imported, words } = add(here, here)
  expect(files).toEqual(here)
  expect(imported.plugins).toEqual([])
  expect(words).toBe('Nothing to import: a, b are here already, file for file')
})
