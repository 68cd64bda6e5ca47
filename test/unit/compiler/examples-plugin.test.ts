import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { build, createLogger, createServer, type InlineConfig, type Rolldown } from 'vite'
import { examples } from '../../../src/build/examples'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function folderWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'hotplug-examples-'))
  undo.push(() => rm(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

function configFor(root: string, errors: string[] = []): InlineConfig {
  const customLogger = createLogger('silent')
  customLogger.error = (message) => errors.push(message)
  return { root, configFile: false, customLogger, plugins: [examples()] }
}

const page = {
  'main.js': `import { loadExamples } from 'virtual:hotplug/examples'\nconsole.log(loadExamples)`,
  'plugins/two/plugin.json': '{ "name": "two", "version": "1.0.0", "apiVersion": "^1.0.0", "main": "src/two.ts" }',
  'plugins/two/src/two.ts': `import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute: (): string => 'two' })`,
  'plugins/two/__proto__.txt': 'safe',
  'plugins/not-a-plugin/readme.txt': '',
}

async function bundle(root: string): Promise<Rolldown.RolldownOutput['output']> {
  const result = await build({
    ...configFor(root),
    build: { write: false, minify: false, rolldownOptions: { input: join(root, 'main.js') } },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('no single build')
  return result.output
}

test('a build has the examples compiled in one data file, and each source map in a chunk of its own', async () => {
  const output = await bundle(await folderWith(page))
  const chunks = output.filter((each) => each.type === 'chunk')
  const entry = chunks.find(({ isEntry }) => isEntry)!
  const data = output.find((each) => each.type === 'asset')!
  expect(entry.code).toContain(data.fileName)
  expect(entry.code).not.toContain('mappings')
  expect(JSON.parse(String(data.source))).toEqual([
    {
      name: 'two',
      files: expect.objectContaining({ 'plugin.json': page['plugins/two/plugin.json'] }),
      manifest: expect.objectContaining({ version: '1.0.0', activation: 'startup' }),
      compiled: {
        main: 'src/two.ts',
        code: expect.stringContaining('definePlugin({ execute: () => "two" })'),
        inputs: ['src/two.ts'],
      },
    },
  ])
  expect(String(data.source)).toContain('"__proto__.txt":"safe"')
  const maps = chunks.filter(({ code }) => code.includes('mappings'))
  expect(maps).toHaveLength(1)
  expect(entry.dynamicImports).toEqual(maps.map(({ fileName }) => fileName))
})

test('an example that does not compile fails the build, with its place and a hint', async () => {
  const root = await folderWith({ ...page, 'plugins/two/src/two.ts': `\nimport 'lodash'` })
  const error = await bundle(root).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(String(error)).toContain("The example 'two' does not compile")
  expect(String(error)).toContain("plugins/two/src/two.ts:2:8  'lodash' cannot be imported")
})

test('a development server goes on with an example that does not compile, and takes up its mended files', async () => {
  const root = await folderWith({ ...page, 'plugins/two/src/two.ts': 'export default {' })
  const errors: string[] = []
  const server = await createServer({ ...configFor(root, errors), server: { middlewareMode: true, ws: false } })
  undo.push(() => server.close())
  const list = async () => (await server.environments.client.transformRequest('virtual:hotplug/examples'))?.code ?? ''
  expect(await list()).toContain('\\"compiled\\":null')
  expect(errors.join('\n')).toContain('plugins/two/src/two.ts:1:17')

  const sent: unknown[] = []
  server.environments.client.hot.send = (...payload: unknown[]) => void sent.push(payload)
  await writeFile(join(root, 'plugins/two/src/two.ts'), page['plugins/two/src/two.ts'])
  server.watcher.emit('change', join(root, 'plugins/two/src/two.ts'))
  await expect.poll(list).toContain('() => \\\\\\"two')
  expect(sent).toEqual([])
})
