import { describe, expect, test } from 'vitest'
import { decodeShareLink, encodeShareLink, isShareLink } from '../../../src/workspace/share-link'

const source = { name: 'greeter', files: { 'plugin.json': '{"name":"greeter"}', 'lib/a.ts': 'Grüße 👋' } }

async function fragmentOf(payload: unknown): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return `#share=1.${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

async function refusalOf(fragment: string): Promise<{ code: string; message: string }> {
  const decoded = await decodeShareLink(fragment)
  if (decoded.ok) throw new Error('the link was taken')
  return decoded.error
}

describe('share links', () => {
  test('carry a plugin and its input there and back', async () => {
    const fragment = await encodeShareLink({ source, input: '"Ada"' })
    if (!fragment.ok) throw fragment.error
    expect(fragment.value).toMatch(/^#share=1\.[\w-]+$/)
    expect(isShareLink(fragment.value)).toBe(true)
    expect(await decodeShareLink(fragment.value)).toEqual({ ok: true, value: { source, input: '"Ada"' } })
    const without = await encodeShareLink({ source, input: null })
    expect(without.ok && (await decodeShareLink(without.value))).toEqual({ ok: true, value: { source, input: null } })
  })

  test('that are too long are not made', async () => {
    const noise = Array.from({ length: 60_000 }, (_, index) => ((index * 2654435761) >>> 7).toString(36)).join('')
    const large = await encodeShareLink({ source: { name: 'a', files: { 'x.ts': noise } }, input: null })
    expect(large).toMatchObject({ ok: false, error: { code: 'TOO_LARGE' } })
    const long = await encodeShareLink({
      source: { name: 'a', files: { 'x.ts': 'x'.repeat(1024 * 1024) } },
      input: null,
    })
    expect(long).toMatchObject({ ok: false, error: { code: 'TOO_LARGE' } })
  })

  test('that unpack to too much are dropped on the way', async () => {
    const fragment = await fragmentOf({ name: 'a', files: [['x.ts', 'x'.repeat(20 * 1024 * 1024)]], input: null })
    expect(fragment.length).toBeLessThan(32 * 1024)
    expect(await refusalOf(fragment)).toMatchObject({ code: 'TOO_LARGE' })
    expect(await refusalOf(`#share=1.${'A'.repeat(40_000)}`)).toMatchObject({ code: 'TOO_LARGE' })
  })

  test('of another version, damaged or of no sort at all say which', async () => {
    expect((await refusalOf('#share=2.AAAA')).message).toMatch(/another version/)
    expect((await refusalOf('#share=1.!!!!')).message).toMatch(/damaged/)
    expect((await refusalOf('#share=1.AAAAA')).message).toMatch(/damaged/)
    expect((await refusalOf('#share=1.')).message).toMatch(/damaged/)
    expect((await refusalOf('#other')).message).toMatch(/no plugin/)
    const whole = await encodeShareLink({ source, input: null })
    expect((await refusalOf(whole.ok ? whole.value.slice(0, -6) : '')).message).toMatch(/damaged/)
    expect((await refusalOf(await fragmentOf('not JSON'))).message).toMatch(/damaged/)
  })

  test.each([
    [{ name: 'greeter', files: [['../x.ts', '']], input: null }, /name is not allowed/],
    [{ name: 'greeter', files: [['__proto__', '']], input: null }, /name is not allowed/],
    [{ name: 'greeter', files: [['a\\b', '']], input: null }, /name is not allowed/],
    [{ name: '__proto__', files: [['x.ts', '']], input: null }, /name that is not allowed/],
    [{ name: 'greeter', files: [], input: null }, /no files/],
    [
      {
        name: 'greeter',
        files: [
          ['x.ts', 'a'],
          ['x.ts', 'b'],
        ],
        input: null,
      },
      /twice/,
    ],
    [
      { name: 'greeter', files: Array.from({ length: 201 }, (_, index) => [`${index}.ts`, '']), input: null },
      /more than 200/,
    ],
    [{ name: 'greeter', files: [['x.ts', 7]], input: null }, /not one that Hotplug made/],
    [{ name: 'greeter', files: { 'x.ts': '' }, input: null }, /not one that Hotplug made/],
    [{ name: 'greeter', files: [['x.ts', '']], input: null, run: true }, /not one that Hotplug made/],
    [[], /not one that Hotplug made/],
  ])('with bad contents are refused: %j', async (payload, says) => {
    const refusal = await refusalOf(await fragmentOf(payload))
    expect(refusal).toMatchObject({ code: 'UNREADABLE' })
    expect(refusal.message).toMatch(says)
  })
})
