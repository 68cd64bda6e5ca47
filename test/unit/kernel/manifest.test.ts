import { Validator } from '@cfworker/json-schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestProblemsToDiagnostics, parseManifest } from '../../../src/kernel/manifest'
import { createManifestJsonSchema } from '../../../src/kernel/manifest-json-schema'
import type { ManifestProblem } from '../../../src/kernel/manifest'
import { hostApiVersion } from '../../../src/kernel/manifest-file'
import { readGoodManifest } from '../../../src/kernel/read-good-manifest'
import { loadSemver } from '../../../src/kernel/semver'

await loadSemver()

const minimal = { name: 'greeter', version: '1.0.0', apiVersion: '^1.0.0' }

function problemsOf(manifest: unknown): ManifestProblem[] {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2)
  const result = parseManifest(text, 'greeter')
  return result.ok ? [] : result.error
}

function pathsOf(manifest: unknown): string[] {
  return problemsOf(manifest).map(({ path }) => path)
}

describe('a manifest that is right', () => {
  it('gets its defaults', () => {
    const result = parseManifest(JSON.stringify(minimal), 'greeter')
    expect(result).toEqual({
      ok: true,
      value: {
        ...minimal,
        kind: 'plugin',
        main: 'index.ts',
        activation: 'startup',
        runtime: 'worker',
        permissions: [],
        dependencies: {},
        config: {},
        examples: {},
        limits: {
          loadMs: 5000,
          initMs: 5000,
          executeMs: 5000,
          shutdownMs: 2000,
          drainMs: 5000,
          healthMs: 30_000,
          concurrency: 16,
          queue: 1000,
          stateBytes: 1_048_576,
          inputBytes: 16_777_216,
          outputBytes: 16_777_216,
          memoryBytes: 67_108_864,
        },
      },
    })
  })

  it('keeps every field as it was written', () => {
    const full = {
      $schema: '../../plugin.schema.json',
      ...minimal,
      version: '1.2.3-beta.1+build.5',
      main: 'src/main.tsx',
      description: 'Greets by name.',
      author: 'Hotplug',
      license: 'MIT',
      permissions: ['storage:read', 'sql', 'net:https://api.example.com:8443', 'secrets:API_KEY'],
      dependencies: { titlecase: '^1.2.0 || 2.x' },
      config: { style: 'friendly', deep: { list: [1, null, 'x'] } },
      configSchema: { type: 'object' },
      inputSchema: true,
      outputSchema: false,
      examples: { world: 'World', nothing: null },
      limits: { executeMs: 100, drainMs: 0 },
    }
    const result = parseManifest(JSON.stringify(full), 'greeter')
    expect(result).toMatchObject({ ok: true, value: full })
  })

  it('may begin with a byte order mark', () => {
    expect(problemsOf(`\uFEFF${JSON.stringify(minimal)}`)).toEqual([])
  })

  it('may be asked for by this host', () => {
    expect(hostApiVersion).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('a text that is not JSON', () => {
  it.each([
    ['nothing', '', 1, 1],
    ['blanks', ' \n ', 1, 1],
    ['half an object', '{\n  "name": "greeter"', 2, 20],
    ['a trailing comma', '{\n  "name": "greeter",\n}', 3, 1],
    ['a comment', '{\n  // greets\n}', 2, 3],
    ['single quotes', "{ 'name': 1 }", 1, 3],
    ['NaN', '{\n  "limits": NaN\n}', 2, 13],
    ['a line break in a text', '{ "name": "a\nb" }', 1, 11],
    ['a tab in a text', '{ "name": "a\tb" }', 1, 11],
    ['an unknown escape', '{ "name": "\\x" }', 1, 11],
    ['two values', '{} {}', 1, 4],
    ['a number with a leading zero', '{ "limits": 01 }', 1, 14],
  ])('is refused where it breaks: %s', (_name, text, line, column) => {
    expect(problemsOf(text)).toMatchObject([{ path: '', line, column }])
  })

  it.each(['[', '{"a":', '[{"a":'])('is refused when it is 10,000 deep: %s', (opening) => {
    const problems = problemsOf(`{"config":${opening.repeat(10_000)}`)
    expect(problems).toHaveLength(1)
    expect(problems[0]!.message).toContain('more than 64 deep')
  })

  it('is refused when a missing quote comes before 10,000 brackets', () => {
    expect(problemsOf(`{"name":"greeter\n${'['.repeat(10_000)}`)[0]!.message).toContain('deep')
  })

  it('is refused when it is too long', () => {
    expect(problemsOf(`{"description":"${'x'.repeat(300_000)}"}`)[0]!.message).toContain('262144')
  })
})

describe('a value that is no object', () => {
  it.each(['null', '[]', '"greeter"', '3', 'true'])('is refused: %s', (text) => {
    expect(problemsOf(text)).toMatchObject([
      { path: '', message: expect.stringContaining('object in braces') as string },
    ])
  })
})

describe('a key that reaches a prototype', () => {
  it.each([
    ['at the top', '{"__proto__":{"name":"x"}}', '/__proto__'],
    ['in the config', '{"config":{"a":{"constructor":1}}}', '/config/a/constructor'],
    ['in a list', '{"examples":{"a":[{"prototype":1}]}}', '/examples/a/0/prototype'],
    ['as a dependency', '{"dependencies":{"__proto__":"1.0.0"}}', '/dependencies/__proto__'],
    ['written with escapes', '{"\\u005f_proto__":1}', '/__proto__'],
  ])('is refused %s', (_name, text, path) => {
    expect(pathsOf(text)).toEqual([path])
    expect(({} as Record<string, unknown>)['name']).toBeUndefined()
  })
})

describe('a field', () => {
  it.each([
    ['versoin', 'version'],
    ['Name', 'name'],
    ['premissions', 'permissions'],
    ['dependancies', 'dependencies'],
  ])('that is misspelt is refused with a suggestion: %s', (wrong, right) => {
    const [problem] = problemsOf({ ...minimal, [wrong]: 1 })
    expect(problem).toMatchObject({ path: `/${wrong}`, line: 5, column: 3 })
    expect(problem!.message).toContain(`Did you mean "${right}"?`)
  })

  it('that nothing is near to is refused with the fields there are', () => {
    expect(problemsOf({ ...minimal, scripts: {} })[0]!.message).toMatch(/Take it away, or use one of .*version/)
  })

  it('that is misspelt within limits is refused with a suggestion', () => {
    const [problem] = problemsOf({ ...minimal, limits: { executeMS: 5 } })
    expect(problem).toMatchObject({ path: '/limits/executeMS', line: 6, column: 5, endLine: 6, endColumn: 16 })
    expect(problem!.message).toContain('Did you mean "executeMs"?')
  })

  it('that is missing is asked for, each with an example', () => {
    expect(problemsOf({}).map(({ message }) => message)).toEqual([
      '"name" is missing. Add it, such as "name": "greeter".',
      '"version" is missing. Add it, such as "version": "1.0.0".',
      '"apiVersion" is missing. Add it, such as "apiVersion": "^1.0.0".',
    ])
  })

  it('that stands twice is refused', () => {
    expect(problemsOf('{"name":"greeter","name":"other"}')).toMatchObject([{ path: '/name', line: 1, column: 19 }])
  })

  it.each([
    ['name', 3, '/name'],
    ['name', 'Greeter', '/name'],
    ['name', '1st', '/name'],
    ['name', '', '/name'],
    ['name', 'a'.repeat(65), '/name'],
    ['name', 'other', '/name'],
    ['version', '1.0', '/version'],
    ['version', 'v1.0.0', '/version'],
    ['version', '01.0.0', '/version'],
    ['version', '1.0.0-', '/version'],
    ['version', '99999999999999999999.0.0', '/version'],
    ['version', ' 1.0.0', '/version'],
    ['version', null, '/version'],
    ['apiVersion', 'latest', '/apiVersion'],
    ['apiVersion', '', '/apiVersion'],
    ['apiVersion', 1, '/apiVersion'],
    ['main', '../index.ts', '/main'],
    ['main', './index.ts', '/main'],
    ['main', '/index.ts', '/main'],
    ['main', 'lib\\index.ts', '/main'],
    ['main', 'index.css', '/main'],
    ['description', 5, '/description'],
    ['description', 'x'.repeat(501), '/description'],
    ['permissions', {}, '/permissions'],
    ['permissions', 'sql', '/permissions'],
    ['permissions', ['sql', 'root'], '/permissions/1'],
    ['permissions', ['net:*'], '/permissions/0'],
    ['permissions', ['net:https://example.com/path'], '/permissions/0'],
    ['permissions', ['net:javascript://x'], '/permissions/0'],
    ['permissions', [null], '/permissions/0'],
    ['dependencies', [], '/dependencies'],
    ['dependencies', { Other: '1.0.0' }, '/dependencies/Other'],
    ['dependencies', { other: 'soon' }, '/dependencies/other'],
    ['dependencies', { other: null }, '/dependencies/other'],
    ['config', [], '/config'],
    ['config', null, '/config'],
    ['config', 'x', '/config'],
    ['configSchema', 'x', '/configSchema'],
    ['inputSchema', [], '/inputSchema'],
    ['outputSchema', null, '/outputSchema'],
    ['examples', ['World'], '/examples'],
    ['limits', [], '/limits'],
    ['limits', null, '/limits'],
    ['limits', { executeMs: 0 }, '/limits/executeMs'],
    ['limits', { executeMs: 1.5 }, '/limits/executeMs'],
    ['limits', { executeMs: '100' }, '/limits/executeMs'],
    ['limits', { executeMs: null }, '/limits/executeMs'],
    ['limits', { executeMs: 1e9 }, '/limits/executeMs'],
    ['limits', { concurrency: 0 }, '/limits/concurrency'],
    ['limits', { outputBytes: -1 }, '/limits/outputBytes'],
  ])('with a wrong value is refused at its path: %s = %j', (field, value, path) => {
    const problems = problemsOf({ ...minimal, [field]: value })
    expect(problems.map((problem) => problem.path)).toEqual([path])
    expect(problems[0]!.message).not.toBe('')
  })

  it('with a number beyond all numbers is refused', () => {
    expect(problemsOf('{"config":{"a":1e999}}')).toMatchObject([{ path: '/config/a', line: 1, column: 16 }])
  })

  it('with an odd name has an escaped path', () => {
    expect(pathsOf({ ...minimal, 'a/b~c': 1 })).toEqual(['/a~1b~0c'])
  })
})

describe('the place of a problem', () => {
  it('is that of the value, on any kind of line', () => {
    const text = '{\r\n  "name": "greeter",\r\n  "version": "one",\n  "apiVersion": "^1.0.0"\r}'
    expect(problemsOf(text)).toMatchObject([{ path: '/version', line: 3, column: 14, endLine: 3, endColumn: 19 }])
  })

  it('follows the order of the text', () => {
    expect(pathsOf({ version: 1, limits: 1, name: 1, apiVersion: 1 })).toEqual([
      '/version',
      '/limits',
      '/name',
      '/apiVersion',
    ])
  })

  it('becomes a marker of the editor', () => {
    expect(manifestProblemsToDiagnostics(problemsOf({ ...minimal, limits: { executeMs: 0 } }))).toEqual([
      {
        severity: 'error',
        message:
          '/limits/executeMs: "executeMs" must be a whole number of milliseconds from 10 to 600000, without quotes.',
        file: 'plugin.json',
        line: 6,
        column: 18,
        endLine: 6,
        endColumn: 19,
      },
    ])
  })
})

describe('parseManifest', () => {
  const inBounds = (text: string): void => {
    const result = parseManifest(text, 'greeter')
    if (result.ok) return
    expect(result.error.length).toBeGreaterThan(0)
    for (const { line, column, endLine, endColumn, message } of result.error) {
      expect(message).not.toBe('')
      expect(Math.min(line, column, endLine, endColumn)).toBeGreaterThan(0)
      expect([endLine, endColumn > column || endLine > line]).toEqual([Math.max(line, endLine), true])
    }
  }

  it('never throws, for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), inBounds))
  })

  it('never throws, for any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), inBounds))
  })

  it('never throws, for any manifest with one field changed or cut short', () => {
    const field = fc.constantFrom(
      'name',
      'version',
      'apiVersion',
      'main',
      'permissions',
      'dependencies',
      'limits',
      'config',
    )
    fc.assert(
      fc.property(field, fc.jsonValue(), fc.nat(), (name, value, cut) => {
        const text = JSON.stringify({ ...minimal, [name]: value })
        inBounds(text)
        inBounds(text.slice(0, cut % text.length))
      }),
    )
  })
})

describe('the JSON Schema', () => {
  const schema = createManifestJsonSchema()
  const accepts = (value: unknown): boolean => new Validator(schema as object, '2020-12').validate(value).valid

  it('describes every field', () => {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      expect(field, name).toHaveProperty('description')
    }
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
    })
  })

  it.each([
    ['the least manifest', minimal, true],
    ['limits', { ...minimal, limits: { executeMs: 100 } }, true],
    ['a field that does not exist', { ...minimal, versoin: 1 }, false],
    ['a missing field', { name: 'greeter' }, false],
    ['a bad version', { ...minimal, version: '1' }, false],
    ['a limit out of bounds', { ...minimal, limits: { executeMs: 0 } }, false],
    ['an unknown permission', { ...minimal, permissions: ['root'] }, false],
  ])('agrees with the check: %s', (_name, manifest, right) => {
    expect(accepts(manifest)).toBe(right)
    expect(problemsOf(manifest).length === 0).toBe(right)
  })
})

describe('readGoodManifest', () => {
  const agrees = (text: string) => {
    const parsed = parseManifest(text, 'greeter')
    expect(readGoodManifest(text, 'greeter')).toEqual(parsed.ok ? parsed.value : null)
  }

  it.each([
    ['a good one', JSON.stringify(minimal)],
    ['a byte order mark', `\uFEFF${JSON.stringify(minimal)}`],
    ['a key twice', '{ "name": "greeter", "version": "1.0.0", "version": "1.0.0", "apiVersion": "^1.0.0" }'],
    ['quotes and colons in texts', JSON.stringify({ ...minimal, description: 'a "quoted": text, \\" : ' })],
    [
      'a reserved key',
      '{ "name": "greeter", "version": "1.0.0", "apiVersion": "^1.0.0", "config": { "__proto__": 1 } }',
    ],
    [
      'a number out of range',
      '{ "name": "greeter", "version": "1.0.0", "apiVersion": "^1.0.0", "config": { "n": 1e999 } }',
    ],
    ['a list for an object', JSON.stringify({ ...minimal, config: [] })],
    ['another name', JSON.stringify({ ...minimal, name: 'other' })],
    [
      '64 levels',
      JSON.stringify({ ...minimal, config: { deep: JSON.parse('['.repeat(62) + ']'.repeat(62)) as unknown } }),
    ],
    [
      '65 levels',
      JSON.stringify({ ...minimal, config: { deep: JSON.parse('['.repeat(63) + ']'.repeat(63)) as unknown } }),
    ],
    ['10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000)],
  ])('says the same as parseManifest of %s', (_, text) => agrees(text))

  it('says the same as parseManifest of any manifest with any fields', () => {
    const field = fc.constantFrom('description', 'config', 'limits', 'permissions', 'examples', 'main', 'other')
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (fields) => agrees(JSON.stringify({ ...minimal, ...fields }))),
    )
  })
})
