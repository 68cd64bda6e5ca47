import { expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { createBench } from './bench'
import { sufferWithinBound } from './gap-bound'

const plugin = 'leaves-by-the-net'

test('48 leaves-by-the-net: what is granted one origin reaches no other, and takes in no more than it may', async () => {
  const bench = await createBench()
  const { first, second } = await commands.netServers()
  const { hotplug } = bench.playground
  const elsewhere = encodeURIComponent(`${second}/loot`)
  const tried = {
    [`${first}/granted`]: 200,
    [`${second}/loot`]: 'PERMISSION',
    [`${first.replace('127.0.0.1', 'localhost')}/loot`]: 'PERMISSION',
    [`${first.replace('//', '//user@')}/loot`]: 'INPUT',
    [`${first}/redirect?to=${elsewhere}`]: 'PERMISSION',
    [`${first}/redirect?code=303&to=${elsewhere}`]: 'PERMISSION',
    [`${first}/gigabyte`]: 'CAPABILITY',
    [`${first}/unpacks`]: 'CAPABILITY',
  }
  await sufferWithinBound(bench, {
    number: 48,
    plugin,
    says: 'one origin is open',
    files: () => ({
      'plugin.json': JSON.stringify({
        ...{ name: plugin, version: '1.1.0', apiVersion: '^1.0.0' },
        permissions: [`net:${first}`],
        limits: { executeMs: 60_000 },
      }),
    }),
    steps: [
      { save: { ok: true } },
      {
        act: async () => {
          await hotplug.permissions.grant(plugin, `net:${first}`)
          expect(await hotplug.run(plugin, Object.keys(tried))).toMatchObject({
            ok: true,
            output: Object.values(tried),
          })
        },
      },
      { unload: { unloaded: true, error: null } },
    ],
  })

  const { heard } = await commands.netServers()
  const requests = heard.filter(({ headers }) => headers['authorization'] === 'Bearer loot')
  expect(requests.map(({ server, path }) => `${server}${path}`)).toEqual([
    'first/granted',
    'first/redirect',
    'first/redirect',
    'first/gigabyte',
    'first/unpacks',
  ])
  expect(heard.filter(({ path }) => path === '/loot')).toEqual([])
  expect(requests.find(({ path }) => path === '/gigabyte')?.sent).toBeLessThan(200_000_000)

  // Where a redirect leads is found out only on the way, so it is recorded once more.
  const uses = hotplug.audit().filter((use) => use.plugin === plugin)
  expect(
    uses.map(({ detail, allowed }) => `${allowed ? 'allowed' : 'refused'} ${detail.replace(/^GET /, '')}`),
  ).toEqual([
    `allowed ${first}/granted`,
    `refused ${second}/loot`,
    `refused ${first.replace('127.0.0.1', 'localhost')}/loot`,
    `refused ${first.replace('//', '//user@')}/loot`,
    `allowed ${first}/redirect`,
    `refused ${first}/redirect`,
    `allowed ${first}/redirect`,
    `refused ${first}/redirect`,
    `allowed ${first}/gigabyte`,
    `allowed ${first}/unpacks`,
  ])
  await bench.close()
}, 60_000)
