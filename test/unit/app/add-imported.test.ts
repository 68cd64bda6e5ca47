import { describe, expect, it } from 'vitest'
import { addImported } from '../../../src/app/add-imported'
import { freeName } from '../../../src/app/create-plugin-folders'
import { createKeptPipelines, pipelinesText, typedPrefix } from '../../../src/app/kept-pipelines'
import type { Step } from '../../../src/kernel/pipeline/step'
import { importWords } from '../../../src/ui/dialogs/import-words'
import { placeFiles } from '../../../src/workspace/place-files'
import type { Workspace } from '../../../src/workspace/workspace'
import { createMemoryWorkspace } from './support/memory-workspace'

type Files = Readonly<Record<string, string>>
type Pipelines = Readonly<Record<string, readonly Step[]>>

const manifest = (name: string) => `{ "name": "${name}", "version": "1.0.0" }`

function workspaceOf(files: Files, pipelines: Pipelines = {}): Workspace {
  const workspace = createMemoryWorkspace()
  for (const [path, text] of Object.entries(files)) workspace.write(path, text)
  const kept = createKeptPipelines(workspace.settings)
  for (const [name, steps] of Object.entries(pipelines)) kept.set(name, steps)
  return workspace
}

async function add(workspace: Workspace, incoming: Files) {
  const placed = placeFiles(new Map(Object.entries(incoming)), 'all.zip')
  const imported = await addImported(workspace, placed, freeName)
  const kept = createKeptPipelines(workspace.settings)
  return {
    files: Object.fromEntries(workspace.list().map((path) => [path, workspace.read(path)])),
    pipelines: Object.fromEntries(kept.names().map((name) => [name, kept.get(name)])),
    imported,
    words: importWords(imported),
  }
}

const here = {
  'a/plugin.json': manifest('a'),
  'a/index.ts': 'mine',
  'b/plugin.json': manifest('b'),
  'b/index.ts': 'same',
}

describe('a plugin', () => {
  it('comes in as it is where it is new, under a free name where it differs, and not at all where it is the same', async () => {
    const { files, imported, words } = await add(workspaceOf(here), {
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
    expect(imported.plugins).toEqual({
      added: ['a-3', 'a-2', 'c'],
      renamed: [{ from: 'a', to: 'a-3' }],
      unchanged: ['b'],
    })
    expect(words).toBe('Imported a as a-3, a-2, c; b is here already, file for file')
  })

  it('with a file more or less is another', async () => {
    const { 'b/index.ts': _, ...fewer } = here
    const less = await add(workspaceOf(here), fewer)
    expect(less.imported.plugins.renamed).toEqual([{ from: 'b', to: 'b-2' }])
    const more = await add(workspaceOf(here), { ...here, 'a/more.ts': '' })
    expect(more.imported.plugins.renamed).toEqual([{ from: 'a', to: 'a-2' }])
  })

  it('that is there already is told', async () => {
    const { files, imported, words } = await add(workspaceOf(here), here)
    expect(files).toEqual(here)
    expect(imported.plugins.added).toEqual([])
    expect(words).toBe('Nothing to import: a, b are here already, file for file')
  })
})

describe('pipelines', () => {
  const orders = [{ plugin: 'a' }, { plugin: 'b', version: '^1.0.0', config: { by: 'day' } }]
  const zipOf = (pipelines: unknown, files: Files = {}): Files => ({
    ...files,
    'pipelines.json': JSON.stringify(pipelines),
  })

  it('come out of an export as they were kept, into an empty workspace and into their own', async () => {
    const workspace = workspaceOf(here, { orders, more: [{ plugin: 'b' }] })
    const zip = { ...here, 'pipelines.json': pipelinesText(workspace.settings) ?? '' }
    const moved = await add(workspaceOf({}), zip)
    expect(moved.pipelines).toEqual({ orders, more: [{ plugin: 'b' }] })
    expect(moved.words).toBe('Imported a, b and the pipelines more, orders')
    const again = await add(workspace, zip)
    expect(again.pipelines).toEqual({ orders, more: [{ plugin: 'b' }] })
    expect(again.words).toBe(
      'Nothing to import: a, b are here already, file for file; the pipelines more, orders are here already, step for step',
    )
  })

  it('are not in an export that has none to hold', () => {
    expect(pipelinesText(workspaceOf(here).settings)).toBeUndefined()
  })

  it('write over no other steps, saved or half typed', async () => {
    const workspace = workspaceOf(here, { orders: [{ plugin: 'b' }] })
    workspace.settings.set(`${typedPrefix}typed`, {})
    const { pipelines, imported, words } = await add(
      workspace,
      zipOf({ orders, 'orders-2': [{ plugin: 'c' }], typed: [{ plugin: 'a' }] }),
    )
    expect(pipelines).toEqual({
      orders: [{ plugin: 'b' }],
      'orders-2': [{ plugin: 'c' }],
      'orders-3': orders,
      'typed-2': [{ plugin: 'a' }],
    })
    expect(imported.pipelines.renamed).toEqual([
      { from: 'orders', to: 'orders-3' },
      { from: 'typed', to: 'typed-2' },
    ])
    expect(words).toBe('Imported the pipelines orders as orders-3, orders-2, typed as typed-2')
  })

  it('follow the plugins that came along under another name', async () => {
    const theirs = { 'a/plugin.json': manifest('a'), 'a/index.ts': 'theirs' }
    const { pipelines, words } = await add(workspaceOf(here, { orders }), zipOf({ orders }, theirs))
    expect(pipelines).toEqual({ orders, 'orders-2': [{ plugin: 'a-2' }, orders[1]] })
    expect(words).toBe('Imported a as a-2 and the pipeline orders as orders-2')
  })

  it('that are none are told one by one, and the others come in', async () => {
    const { pipelines, imported } = await add(
      workspaceOf(here),
      zipOf({
        good: [{ plugin: 'a' }],
        'No name': [{ plugin: 'a' }],
        empty: [],
        newest: [{ plugin: 'a', version: 'newest' }],
        more: [{ plugin: 'a', run: true }],
        huge: [{ plugin: 'a', config: { text: 'x'.repeat(300_000) } }],
      }),
    )
    expect(pipelines).toEqual({ good: [{ plugin: 'a' }] })
    expect(imported.skipped.map(({ path }) => path)).toEqual(
      ['No name', 'empty', 'newest', 'more', 'huge'].map((name) => `pipelines.json, "${name}"`),
    )
    expect(imported.skipped[1]?.reason).toContain('A pipeline needs a step at least')
  })

  it.each([
    ['no JSON', '{', 'It is not JSON'],
    ['a list', '[]', 'It is no list of pipelines by name'],
    ['too many', JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`p${n}`, orders]))), 'Take'],
    ['a name that reaches a prototype', '{ "__proto__": [{ "plugin": "a" }] }', '"__proto__"'],
  ])('from %s are left out, with a reason', async (_, text, reason) => {
    const { files, pipelines, imported } = await add(workspaceOf({}), { ...here, 'pipelines.json': text })
    expect(files).toEqual(here)
    expect(pipelines).toEqual({})
    expect(imported.skipped).toHaveLength(1)
    expect(JSON.stringify(imported.skipped).replaceAll('\\"', '"')).toContain(reason)
  })
})

it('a free name is never longer than a name may be', () => {
  const long = 'x'.repeat(64)
  expect(freeName(long, [])).toBe(long)
  expect(freeName(long, [long, `${'x'.repeat(62)}-2`])).toBe(`${'x'.repeat(62)}-3`)
})
