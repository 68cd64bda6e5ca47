import { expect } from 'vitest'
import { type Fault, has, refused, output } from './fault'

const hint = has(/^[A-Z].{20,}\.$|\./)

/** What goes wrong before the first line of `init`. */
export const loadFaults: readonly Fault[] = [
  {
    number: 1,
    plugin: 'syntax-error',
    says: 'a syntax error is refused at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'COMPILE', phase: 'compile', file: 'index.ts', line: 4, hint }) }],
  },
  {
    number: 2,
    plugin: 'no-default-export',
    says: 'a module without a default export is refused, and its exports are named',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'LOAD',
          phase: 'load',
          message: 'The module has no default export. It exports: execute, version.',
        }),
      },
    ],
  },
  {
    number: 3,
    plugin: 'execute-is-no-function',
    says: 'an execute that is no function is refused, and what there is is named',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'LOAD', phase: 'load', message: has('execute that is no function.*execute, greet') }) },
    ],
  },
  {
    number: 4,
    plugin: 'endless-loop-at-load',
    says: 'an endless loop at the top level is refused by deadline, at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'LOAD', phase: 'load', timedOut: true, file: 'index.ts', line: 3 }) }],
  },
  {
    number: 5,
    plugin: 'await-without-end-at-load',
    says: 'a top-level await that never settles is refused by deadline',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'LOAD', phase: 'load', timedOut: true, message: 'load took longer than 300 ms' }) },
    ],
  },
  {
    number: 6,
    plugin: 'throw-at-load',
    says: 'a throw at the top level is refused, at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'LOAD', phase: 'load', message: has('TypeError'), file: 'index.ts', line: 4 }) }],
  },
  {
    number: 7,
    plugin: 'import-of-a-package',
    says: 'an import of an unknown name is refused with a hint',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'COMPILE',
          message: has("'lodash' cannot be imported"),
          hint,
          file: 'index.ts',
          line: 2,
        }),
      },
    ],
  },
  {
    number: 7,
    plugin: 'import-of-http',
    says: 'an import of http is refused with a hint',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'COMPILE', hint: has('nothing from the network'), file: 'index.ts', line: 2 }) }],
  },
  {
    number: 7,
    plugin: 'import-of-data',
    says: 'an import of data: is refused with a hint',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'COMPILE', hint: has("Imports of 'data:' are closed"), file: 'index.ts', line: 2 }) },
    ],
  },
  {
    number: 8,
    plugin: 'five-megabytes',
    says: 'a source of 5 MB is refused, and the limit is said',
    keepsPredecessor: true,
    files: () => ({ 'filler.ts': `export const filler = '${'m'.repeat(5_000_000)}'\n` }),
    steps: [
      {
        save: refused({
          code: 'TOO_LARGE',
          message: has(/ 5000\d{3} characters; the limit is 1000000$/),
          hint: has('1 MB'),
        }),
      },
    ],
  },
  {
    number: 9,
    plugin: 'ten-saves',
    says: 'of ten saves in a second the newest wins',
    steps: [
      {
        act: async ({ playground: { hotplug }, write }) => {
          const saves = Array.from({ length: 10 }, (_, save) => {
            write('ten-saves', { 'index.ts': `export default { execute: () => ${save} }\n` })
            return hotplug.save('ten-saves')
          })
          const reports = await Promise.all(saves)
          expect(reports.pop()).toMatchObject({ ok: true })
          for (const report of reports) expect(report).toMatchObject({ ok: false, error: { code: 'SUPERSEDED' } })
          expect(reports).toHaveLength(9)
        },
      },
      { run: null, gives: output(9) },
    ],
  },
  {
    number: 10,
    plugin: 'taken-name',
    says: 'a name that is taken is refused, and its owner is named',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'MANIFEST', message: has('"greeter".*"taken-name"'), file: 'plugin.json', line: 2 }) },
      {
        act: async ({ playground: { folders } }) => {
          await expect(folders.create('greeter')).rejects.toThrow("There is a plugin 'greeter' already")
          await expect(folders.rename('taken-name', 'greeter')).rejects.toThrow("There is a plugin 'greeter' already")
        },
      },
    ],
  },
  {
    number: 11,
    plugin: 'lower-version',
    says: 'a lower version than the active one is said',
    steps: [
      {
        files: { 'plugin.json': '{ "name": "lower-version", "version": "1.0.0", "apiVersion": "^1.0.0" }' },
        save: { ok: true },
      },
      {
        files: { 'plugin.json': '{ "name": "lower-version", "version": "0.9.0", "apiVersion": "^1.0.0" }' },
        save: { ok: true },
      },
      { told: { type: 'notice', plugin: 'lower-version', message: has('0.9.0.*1.0.0, which is higher') } },
    ],
  },
  {
    number: 12,
    plugin: 'prototype-keys',
    says: '__proto__ and constructor are refused as keys and as names',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'MANIFEST',
          message: has('^/config/__proto__: "__proto__" is a reserved name.*1 more'),
          file: 'plugin.json',
          line: 5,
        }),
      },
      {
        act: async ({ playground: { hotplug, folders } }) => {
          for (const name of ['__proto__', 'constructor', 'prototype']) {
            expect(() => hotplug.files.write(`${name}/index.ts`, '')).toThrow('is a reserved name')
            expect(() => hotplug.files.write(`prototype-keys/${name}`, '')).toThrow('is a reserved name')
            await expect(folders.create(name)).rejects.toThrow('is a reserved name')
            expect(await hotplug.save(name)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
            expect(await hotplug.run(name, null)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
            expect(await hotplug.unload(name)).toMatchObject({ unloaded: false })
          }
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
        },
      },
    ],
  },
  {
    number: 13,
    plugin: 'manifest-is-no-json',
    says: 'a manifest that is no JSON is refused at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'MANIFEST', phase: 'manifest', file: 'plugin.json', line: 4 }) }],
  },
  {
    number: 13,
    plugin: 'manifest-of-wrong-types',
    says: 'a manifest of wrong types is refused with the path',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'MANIFEST', message: has('^/apiVersion: |^/version: '), file: 'plugin.json' }) }],
  },
  {
    number: 13,
    plugin: 'manifest-with-unknown-field',
    says: 'a field that does not exist is refused, and the one meant is named',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'MANIFEST',
          message: has('^/permisions: .*Did you mean "permissions"'),
          file: 'plugin.json',
          line: 5,
        }),
      },
    ],
  },
  {
    number: 13,
    plugin: 'manifest-with-nan',
    says: 'NaN in a manifest is refused at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'MANIFEST', file: 'plugin.json', line: 6 }) }],
  },
  {
    number: 13,
    plugin: 'manifest-with-infinity',
    says: 'a number beyond all numbers in a manifest is refused with the path',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'MANIFEST', message: has('^/limits/executeMs: '), file: 'plugin.json', line: 6 }) },
    ],
  },
  {
    number: 13,
    plugin: 'manifest-too-deep',
    says: 'a manifest that is 10,000 deep is refused',
    keepsPredecessor: true,
    files: () => ({ 'plugin.json': `{ "config": ${'['.repeat(10_000)}${']'.repeat(10_000)} }` }),
    steps: [
      { save: refused({ code: 'MANIFEST', message: has('nested more than 64 deep'), file: 'plugin.json', line: 1 }) },
    ],
  },
]
