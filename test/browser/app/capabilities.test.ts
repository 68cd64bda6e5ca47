import { strFromU8, unzipSync } from 'fflate'
import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { startedPlayground } from '../../support/fresh-playground'

const playground = await startedPlayground()

/** Writes a plugin whose `execute` has this body, grants it what it asks for, and saves it. */
async function makePlugin(name: string, body: string, permissions: readonly string[], granted = permissions) {
  const { hotplug } = playground
  const manifest = { name, version: '1.0.0', apiVersion: '^1.0.0', permissions }
  hotplug.files.write(`${name}/plugin.json`, JSON.stringify(manifest))
  hotplug.files.write(
    `${name}/index.ts`,
    `import { definePlugin } from 'hotplug'\nexport default definePlugin({\n  async execute(input: any, ctx) {\n${body}\n  },\n})\n`,
  )
  expect(await hotplug.save(name)).toMatchObject({ ok: true })
  for (const capability of granted) await hotplug.permissions.grant(name, capability, 'always')
}

const counts = `
    const count = ((await ctx.storage.get<number>('count')) ?? 0) + 1
    await ctx.storage.set('count', count)
    return count`
const storage = ['storage:read', 'storage:write']

test('a plugin keeps what it is told to, through new versions of it', async () => {
  await makePlugin('keeper', counts, storage)
  expect(await playground.hotplug.run('keeper', null)).toMatchObject({ output: 1 })
  await makePlugin('keeper', `${counts} * 100`, storage, [])
  expect(await playground.hotplug.run('keeper', null)).toMatchObject({ output: 200 })
})

test('what is not granted fails at the line that asks for it, with the way to grant it', async () => {
  await makePlugin('asker', counts, storage, [])
  const { hotplug } = playground
  expect(await hotplug.run('asker', null)).toMatchObject({
    ok: false,
    error: {
      code: 'PERMISSION',
      phase: 'execute',
      file: 'index.ts',
      line: 5,
      hint: expect.stringContaining("hotplug.permissions.grant('asker', 'storage:read')") as string,
    },
  })
  expect(hotplug.permissions.list('asker')).toEqual([
    { capability: 'storage:read', state: 'ask' },
    { capability: 'storage:write', state: 'ask' },
  ])
  expect(hotplug.audit().filter(({ plugin }) => plugin === 'asker')).toMatchObject([
    { capability: 'storage:read', detail: 'count', generation: 1, allowed: false },
  ])
})

test('a plugin under the name of a deleted one gets neither its grants nor its data', async () => {
  const { hotplug, folders } = playground
  await makePlugin('heir', counts, storage)
  expect(await hotplug.run('heir', null)).toMatchObject({ output: 1 })
  folders.remove('heir')
  await makePlugin('heir', counts, storage, [])
  expect(await hotplug.run('heir', null)).toMatchObject({ error: { code: 'PERMISSION' } })
  await hotplug.permissions.grant('heir', 'storage:read')
  await hotplug.permissions.grant('heir', 'storage:write')
  expect(await hotplug.run('heir', null)).toMatchObject({ output: 1 })
})

test('neither does one whose files were taken away one by one', async () => {
  const { hotplug } = playground
  await makePlugin('ghost', counts, storage)
  expect(await hotplug.run('ghost', null)).toMatchObject({ output: 1 })
  hotplug.files.remove('ghost/plugin.json')
  hotplug.files.remove('ghost/index.ts')
  await makePlugin('ghost', counts, storage, [])
  expect(await hotplug.run('ghost', null)).toMatchObject({ error: { code: 'PERMISSION' } })
})

test('a renamed plugin keeps its grants and its data', async () => {
  const { hotplug, folders } = playground
  await makePlugin('before', counts, storage)
  expect(await hotplug.run('before', null)).toMatchObject({ output: 1 })
  await folders.rename('before', 'after')
  expect(await hotplug.run('after', null)).toMatchObject({ output: 2 })
})

test('a copy of a plugin is another plugin', async () => {
  const { hotplug, folders } = playground
  await makePlugin('original', counts, storage)
  await hotplug.run('original', null)
  await folders.duplicate('original', 'copy')
  await hotplug.save('copy')
  expect(await hotplug.run('copy', null)).toMatchObject({ error: { code: 'PERMISSION' } })
})

test('the network is open to the granted origin alone', async () => {
  const { first, second } = await commands.netServers()
  const { hotplug } = playground
  await makePlugin('fetcher', `return (await ctx.net.fetch(input)).json()`, [`net:${first}`])
  expect(await hotplug.run('fetcher', `${first}/from-plugin`)).toMatchObject({ ok: true, output: { method: 'GET' } })
  expect(await hotplug.run('fetcher', `${second}/from-plugin`)).toMatchObject({ error: { code: 'PERMISSION' } })
  const heard = (await commands.netServers()).heard.filter(({ path }) => path === '/from-plugin')
  expect(heard.map(({ server }) => server)).toEqual(['first'])
})

test('a redirect is refused with PERMISSION, and recorded', async () => {
  const { first, second } = await commands.netServers()
  const { hotplug } = playground
  await makePlugin('wanderer', `return (await ctx.net.fetch(input)).text()`, [`net:${first}`])
  const url = `${first}/redirect?to=${encodeURIComponent(`${second}/never`)}`
  expect(await hotplug.run('wanderer', url)).toMatchObject({ error: { code: 'PERMISSION' } })
  expect(hotplug.audit().filter(({ plugin }) => plugin === 'wanderer')).toMatchObject([
    { capability: `net:${first}`, detail: `GET ${first}/redirect`, allowed: true },
    { capability: `net:${first}`, detail: `GET ${first}/redirect`, allowed: false },
  ])
})

test('an answer is read as text, as JSON and as bytes, whatever the plugin did to the built-ins', async () => {
  const { first } = await commands.netServers()
  await makePlugin(
    'reader',
    `
    TextDecoder.prototype.decode = () => 'poison'
    JSON.parse = () => 'poison'
    const answer = await ctx.net.fetch(input)
    const bytes = await answer.bytes()
    return [answer.status, (await answer.json<{ method: string }>()).method, bytes.length === (await answer.text()).length]`,
    [`net:${first}`],
  )
  expect(await playground.hotplug.run('reader', `${first}/echo`)).toMatchObject({ output: [200, 'GET', true] })
})

test('a database is opened as soon as it is granted', async () => {
  const { hotplug, workspace } = playground
  await makePlugin('librarian', `return (await ctx.sql.query('select 1 as one')).rows`, ['sql'], [])
  hotplug.permissions.list('librarian')
  const owner = workspace.settingsOf('librarian').get('owner')
  if (typeof owner !== 'string') throw new Error('It has no owner')
  const isThere = async () => (await indexedDB.databases()).some(({ name }) => name === `hotplug-sql-${owner}`)
  expect(await isThere()).toBe(false)
  await hotplug.permissions.grant('librarian', 'sql')
  await expect.poll(isThere, { timeout: 60_000 }).toBe(true)
  expect(await hotplug.run('librarian', null, { timeoutMs: 60_000 })).toMatchObject({ output: [{ one: 1 }] })
  playground.folders.remove('librarian')
  await expect.poll(isThere).toBe(false)
}, 120_000)

test('the time and chance are given', async () => {
  await makePlugin('dice', `return [await ctx.clock.now(), await ctx.random.next()]`, ['clock', 'random'])
  const report = await playground.hotplug.run('dice', null)
  const [now, chance] = (report.ok ? report.output : []) as number[]
  expect(now).toBeGreaterThan(1_700_000_000_000)
  expect(chance).toBeGreaterThanOrEqual(0)
  expect(chance).toBeLessThan(1)
})

test('a secret is given to its plugin, and shown to nobody', async () => {
  const { hotplug, folders } = playground
  const body = `
    const token = await ctx.secrets.get('TOKEN')
    ctx.log.info('sent', { headers: { authorization: \`Bearer \${token}\` } })
    if (input === 'throw') throw new TypeError(\`\${token} is refused\`)
    return token.length`
  await makePlugin('keyholder', body, ['secrets:TOKEN'])
  const data = await playground.data()
  expect(await hotplug.run('keyholder', null)).toMatchObject({
    error: { code: 'EXECUTE', message: expect.stringContaining("'TOKEN' has no value yet") as string },
  })
  const value = 'a-secret-of-more-than-forty-characters-in-all'
  expect(await data.setSecret('keyholder', 'TOKEN', value)).toMatchObject({ ok: true })
  expect(await data.secretNames('keyholder')).toEqual(['TOKEN'])

  const told: unknown[] = []
  const stop = hotplug.on((event) => told.push(event))
  expect(await hotplug.run('keyholder', null)).toMatchObject({ ok: true, output: value.length })
  const failed = await hotplug.run('keyholder', 'throw')
  expect(failed).toMatchObject({ error: { code: 'EXECUTE', message: 'TypeError: ••• is refused', line: 7 } })
  await expect.poll(() => JSON.stringify(told)).toContain('Bearer •••')
  stop()
  const zip = unzipSync(new Uint8Array(await (await folders.exportZip('keyholder')).arrayBuffer()))
  const exported = Object.values(zip).map((bytes) => strFromU8(bytes))
  for (const shown of [told, failed, hotplug.audit(), exported]) expect(JSON.stringify(shown)).not.toContain('a-secret')

  await folders.rename('keyholder', 'key-keeper')
  expect(await data.secretNames('key-keeper')).toEqual(['TOKEN'])
  folders.remove('key-keeper')
  await makePlugin('key-keeper', body, ['secrets:TOKEN'])
  expect(await data.secretNames('key-keeper')).toEqual([])
})

test('the person sees what a plugin has stored, and takes it away', async () => {
  const { hotplug } = playground
  await makePlugin('hoarder', counts, storage)
  await hotplug.run('hoarder', null)
  const data = await playground.data()
  expect(await data.stored('hoarder')).toMatchObject({ entries: [{ key: 'count' }] })
  expect(await data.readStored('hoarder', 'count')).toBe(1)
  await data.removeStored('hoarder', 'count')
  expect(await hotplug.run('hoarder', null)).toMatchObject({ output: 1 })
  await data.clearStored('hoarder')
  expect(await data.stored('hoarder')).toMatchObject({ entries: [] })
})
