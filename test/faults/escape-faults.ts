import { expect } from 'vitest'
import { failed, type Fault, has, output, type Step } from './fault'

const saved: Step = { save: { ok: true } }

/** All that needs a grant, in the order in which the plugin tries it. */
const capabilities = [
  'storage:read',
  'storage:write',
  'sql',
  'net',
  'random',
  'secrets',
  'plugins:call',
  'clock',
] as const

export const escapeFaults: readonly Fault[] = [
  {
    number: 44,
    plugin: 'broadcast',
    says: 'there is no broadcast channel',
    steps: [saved, { run: null, gives: output(['ReferenceError', false, 'TypeError', 'DataCloneError']) }],
  },
  {
    number: 45,
    plugin: 'code-from-text',
    says: 'text does not become code, nor does wasm',
    steps: [
      saved,
      {
        run: null,
        gives: output([
          'EvalError',
          'EvalError',
          'EvalError',
          'EvalError',
          'TypeError',
          'TypeError',
          'ReferenceError',
          false,
          false,
        ]),
      },
    ],
  },
  {
    number: 46,
    plugin: 'prototype-poison',
    says: 'a poisoned realm serves on, and its errors are its own',
    steps: [
      saved,
      { run: 'one', gives: output({ input: 'one', ports: 0 }) },
      { run: 'throw', gives: failed({ code: 'EXECUTE', message: has('poison'), file: 'index.ts' }) },
      { run: 'two', gives: output({ input: 'two', ports: 0 }) },
      { unload: { unloaded: true, error: null } },
    ],
  },
  {
    number: 47,
    plugin: 'forged-messages',
    says: 'a port that is handed on stays where it is',
    steps: [
      saved,
      { run: 'mine', gives: output({ mine: 'mine', stolen: 0 }) },
      { unload: { unloaded: true, error: null } },
    ],
  },
  {
    number: 48,
    plugin: 'undeclared-capability',
    says: 'what was not asked for, or not granted, is refused with PERMISSION and recorded',
    steps: [
      saved,
      { run: null, gives: output(Object.fromEntries(capabilities.map((capability) => [capability, 'PERMISSION']))) },
      { run: 'storage:write', gives: failed({ code: 'PERMISSION', file: 'index.ts', hint: has('"storage:write"') }) },
      {
        act: async ({ playground: { hotplug } }) => {
          const uses = hotplug.audit().filter(({ plugin }) => plugin === 'undeclared-capability')
          expect(uses.slice(0, capabilities.length).map(({ capability }) => capability.split(':h', 1)[0])).toEqual(
            capabilities.map((capability) => (capability === 'secrets' ? 'secrets:TOKEN' : capability)),
          )
          expect(uses.filter(({ allowed }) => allowed)).toEqual([])
        },
      },
    ],
  },
  {
    number: 48,
    plugin: 'wrong-requests',
    says: 'a request of the wrong shape is refused with INPUT and recorded, whatever is granted',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const plugin = 'wrong-requests'
          for (const { capability } of hotplug.permissions.list(plugin))
            await hotplug.permissions.grant(plugin, capability)
          const report = await hotplug.run(plugin, null)
          const told = report.ok ? Object(report.output) : report.error
          expect(new Set(Object.values(told as object)), JSON.stringify(told)).toEqual(new Set(['INPUT']))
          const uses = hotplug.audit().filter((use) => use.plugin === plugin)
          expect(uses.map(({ allowed }) => allowed)).toEqual(Object.keys(told as object).map(() => false))
        },
      },
    ],
  },
  {
    number: 50,
    plugin: 'others-data',
    says: 'whoever a plugin says that it is, it finds its own data alone',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug }, write }) => {
          const [plugin, victim] = ['others-data', 'victim']
          const permissions = ['storage:read', 'storage:write']
          write(victim, {
            'plugin.json': JSON.stringify({ name: victim, version: '1.0.0', apiVersion: '^1.0.0', permissions }),
            'index.ts': `export default { execute: async (_input, { storage }) => { await storage.set('count', 7); return storage.keys() } }`,
          })
          expect(await hotplug.save(victim)).toMatchObject({ ok: true })
          for (const name of [plugin, victim])
            for (const capability of permissions) await hotplug.permissions.grant(name, capability)
          expect(await hotplug.run(victim, null)).toMatchObject({ output: ['count'] })
          const nothing = [undefined, undefined, undefined, undefined, undefined, []]
          expect(await hotplug.run(plugin, { owner: victim, plugin: victim })).toMatchObject({ output: nothing })
          for (const file of ['plugin.json', 'index.ts']) hotplug.files.remove(`${victim}/${file}`)
          await hotplug.unload(victim)
        },
      },
    ],
  },
  {
    number: 49,
    plugin: 'hostile-text',
    says: 'markup and terminal codes cross as the text that they are',
    steps: [
      saved,
      { run: 'throw', gives: failed({ code: 'EXECUTE', message: has('^<img src=x'), file: 'index.ts', line: 14 }) },
      {
        told: { type: 'log', values: expect.arrayContaining([{ kind: 'text', text: has('<script>') }]) },
      },
      { run: 'page', gives: output(has('^<div><img')) },
    ],
  },
  {
    number: 50,
    plugin: 'reads-the-page',
    says: "the page's document, storage, cookies and commands are out of reach",
    steps: [saved, { run: null, gives: output({ reached: [], inNavigator: [], origin: 'null', secure: false }) }],
  },
]
