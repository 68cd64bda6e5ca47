import { expect, test } from 'vitest'
import { itemFilesOf } from '../../../src/stores/pipeline-item-files'
import type { PluginView } from '../../../src/stores/plugins'

const plugin = (name: string, ...files: string[]): PluginView => ({
  ...{ name, files, dirtyFiles: [], status: null, versions: [] },
})
const plugins = [
  plugin('clean', 'plugin.json', 'index.ts', 'orders.csv', 'data/MORE.TSV'),
  plugin('enrich', 'index.ts', 'README.md'),
  plugin('other', 'lines.txt'),
]

test('the files of items are those beside the plugins of the steps, in the order of the steps', () => {
  expect(itemFilesOf(['other', 'clean'], plugins)).toEqual([
    { plugin: 'other', name: 'lines.txt' },
    { plugin: 'clean', name: 'orders.csv' },
    { plugin: 'clean', name: 'data/MORE.TSV' },
  ])
})

test('a plugin that is two steps, or is not there, offers nothing twice', () => {
  expect(itemFilesOf(['clean', 'gone', 'clean'], plugins).map(({ name }) => name)).toEqual([
    'orders.csv',
    'data/MORE.TSV',
  ])
})

test('what is no file of items is not offered', () => {
  expect(itemFilesOf(['enrich'], plugins)).toEqual([])
})
