import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { exportZip, importZip } from '../../../src/workspace/zip'
import { freshScope, makeWorkspace } from './fixture'

const pack = (files: Record<string, string | Uint8Array>): Uint8Array => {
  const entries: Zippable = {}
  for (const [path, content] of Object.entries(files))
    entries[path] = typeof content === 'string' ? strToU8(content) : content
  return zipSync(entries)
}

/** Changes the size that the archive's directory says its last file has. */
function declaring(size: number, archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer)
  const sizeInEntry = 24
  let entry = -1
  for (let at = 0; at < archive.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) entry = at
  view.setUint32(entry + sizeInEntry, size, true)
  return archive
}

describe('zip', () => {
  test('an export is imported as it was', async () => {
    const workspace = makeWorkspace(freshScope())
    workspace.seed({
      'greeter/plugin.json': '{"name":"greeter"}',
      'greeter/index.ts': 'Grüße 👋\r\n',
      'greeter/lib/empty.ts': '',
      'math/plugin.json': '{"name":"math"}',
    })
    const all = importZip(exportZip(workspace), 'all.zip')
    if (!all.ok) throw all.error
    expect(Object.fromEntries(all.value.files)).toEqual(
      Object.fromEntries(workspace.list().map((path) => [path, workspace.read(path)])),
    )
    const one = importZip(exportZip(workspace, { plugin: 'math' }), 'math.zip')
    expect(one.ok && one.value.plugins).toEqual(['math'])
  })

  test('pipelines are packed beside the plugins, and are enough for an archive', () => {
    const workspace = makeWorkspace(freshScope())
    const alone = importZip(exportZip(workspace, { pipelines: '{}' }), 'all.zip')
    expect(alone.ok && alone.value).toMatchObject({ pipelines: '{}', plugins: [], skipped: [] })
    workspace.seed({ 'math/plugin.json': '{"name":"math"}' })
    const both = importZip(exportZip(workspace, { pipelines: '{ }' }), 'all.zip')
    expect(both.ok && both.value).toMatchObject({ pipelines: '{ }', plugins: ['math'], skipped: [] })
  })

  test('what operating systems add is left out silently', () => {
    const imported = importZip(
      pack({
        'a/plugin.json': '{"name":"a"}',
        '__MACOSX/a/._plugin.json': 'x',
        'a/.DS_Store': 'x',
        'a/.git/HEAD': 'x',
      }),
      'a.zip',
    )
    if (!imported.ok) throw imported.error
    expect([...imported.value.files.keys()]).toEqual(['a/plugin.json'])
    expect(imported.value.skipped).toEqual([])
  })

  test('a binary file is refused with a sentence, and the rest is taken', () => {
    const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0xff])
    const imported = importZip(
      pack({ 'a/plugin.json': '{"name":"a"}', 'a/logo.png': image, 'a/nul.ts': 'a\0b' }),
      'a.zip',
    )
    if (!imported.ok) throw imported.error
    expect(imported.value.skipped.map(({ path }) => path)).toEqual(['a/logo.png', 'a/nul.ts'])
    expect(imported.value.skipped[0]?.reason).toMatch(/not text/)
    const alone = importZip(pack({ 'a/logo.png': image }), 'a.zip')
    expect(!alone.ok && alone.error.message).toMatch(/logo\.png.*not text/)
  })

  test.each(['../evil.ts', 'a/../../evil.ts', '/etc/passwd', 'C:/evil.ts', 'a\\..\\evil.ts'])(
    'an archive with %j is refused as a whole',
    (path) => {
      const imported = importZip(pack({ 'a/plugin.json': '{"name":"a"}', [path]: 'x' }), 'a.zip')
      expect(imported).toMatchObject({ ok: false, error: { code: 'BAD_PATH' } })
    },
  )

  test('an archive that unpacks to too much is refused before it is unpacked', () => {
    const bomb = declaring(65 * 1024 * 1024, pack({ 'a/plugin.json': '{"name":"a"}', 'a/zeros.ts': '0' }))
    expect(importZip(bomb, 'a.zip')).toMatchObject({ ok: false, error: { code: 'TOO_LARGE' } })
  })

  test('an archive that lies about a size gets no more room than it asked for', () => {
    const zeros = new Uint8Array(4 * 1024 * 1024).fill(48)
    const imported = importZip(declaring(10, pack({ 'a/plugin.json': '{"name":"a"}', 'a/zeros.ts': zeros })), 'a.zip')
    const length = imported.ok ? (imported.value.files.get('a/zeros.ts')?.length ?? 0) : 0
    expect(length).toBeLessThanOrEqual(10)
  })

  test('too many files, too large an archive, and what is no archive are told', () => {
    const many = pack(Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`a/${index}.ts`, ''])))
    expect(importZip(many, 'a.zip')).toMatchObject({ ok: false, error: { code: 'TOO_LARGE' } })
    expect(importZip(new Uint8Array(33 * 1024 * 1024), 'a.zip')).toMatchObject({
      ok: false,
      error: { code: 'TOO_LARGE' },
    })
    expect(importZip(strToU8('not a zip'), 'a.zip')).toMatchObject({ ok: false, error: { code: 'UNREADABLE' } })
    expect(importZip(pack({ 'a/x.ts': 'text' }).slice(0, -30), 'a.zip')).toMatchObject({ ok: false })
    expect(importZip(pack({}), 'a.zip')).toMatchObject({ ok: false, error: { code: 'UNREADABLE' } })
  })
})
