import { expect, test } from 'vitest'
import { guestGlobals } from '../../../src/ui/editor/guest-globals'
import { faultOf, outputOf } from './opened'

const offered = [...guestGlobals.matchAll(/^declare (?:var|function) (\w+)/gm)].map(([, name]) => name ?? '')

test('what the editor offers is there', async () => {
  expect(offered).toContain('URLSearchParams')
  expect(await outputOf('return input.filter((name) => typeof self[name] === "undefined")', offered)).toEqual([])
})

test.for([
  [
    'parts',
    'const u = new URL("../b?x=1#h", "https://me:pw@example.com:8080/a/c"); return [u.href, u.origin, u.host, u.pathname, u.search, u.hash, u.username]',
    [
      'https://me:pw@example.com:8080/b?x=1#h',
      'https://example.com:8080',
      'example.com:8080',
      '/b',
      '?x=1',
      '#h',
      'me',
    ],
  ],
  [
    'changes',
    'const u = new URL("http://a.example/x"); u.protocol = "https"; u.port = "81"; u.pathname = "a b"; u.hash = "é"; u.hostname = ""; return [`${u}`, JSON.stringify(u)]',
    ['https://a.example:81/a%20b#%C3%A9', '"https://a.example:81/a%20b#%C3%A9"'],
  ],
  [
    'its parameters',
    'const u = new URL("https://a.example/?q=1"); u.searchParams.append("r", "a b&"); const first = u.href; u.search = "?z=9"; return [first, [...u.searchParams], u.searchParams === u.searchParams]',
    ['https://a.example/?q=1&r=a+b%26', [['z', '9']], true],
  ],
  [
    'no URL',
    'return [URL.canParse("no"), URL.canParse("x", "https://a.example"), (() => { try { new URL("no") } catch (error) { return error.name } })(), (() => { const u = new URL("a:b"); try { u.href = "no" } catch (error) { return error.name } })()]',
    [false, true, 'TypeError', 'TypeError'],
  ],
])('URL: %s', async ([, body, expected]) => {
  expect(await outputOf(body as string)).toEqual(expected)
})

test.for([
  [
    'a text',
    '?a=1&b=%20x+y&a=2',
    'return [input.getAll("a"), input.get("b"), input.has("c"), input.size]',
    [['1', '2'], ' x y', false, 3],
  ],
  ['a record', { a: 1, b: 'é' }, 'return [`${input}`]', ['a=1&b=%C3%A9']],
  [
    'pairs',
    [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ],
    'input.sort(); input.set("b", "9"); input.delete("a", "3"); return [...input.entries()]',
    [
      ['a', '2'],
      ['b', '9'],
    ],
  ],
  [
    'pairs, each visited',
    [
      ['b', '1'],
      ['a', '2'],
    ],
    'const seen = []; input.forEach((value, key) => seen.push(key + value)); return [seen, [...input.keys()], [...input.values()]]',
    [
      ['b1', 'a2'],
      ['b', 'a'],
      ['1', '2'],
    ],
  ],
])('URLSearchParams of %s', async ([, init, body, expected]) => {
  expect(await outputOf(`input = new URLSearchParams(input); ${body as string}`, init)).toEqual(expected)
})

test('random values fill what is given, and only that', async () => {
  const output = await outputOf(`
    const all = new Uint8Array(64)
    const part = new Uint16Array(all.buffer, 32, 8)
    const same = crypto.getRandomValues(part) === part
    return [same, all.slice(0, 32).every((byte) => byte === 0), all.slice(32, 48).some((byte) => byte !== 0), all.slice(48).every((byte) => byte === 0)]`)
  expect(output).toEqual([true, true, true, true])
})

test.for([
  ['too many', 'new Uint8Array(65_537)', 'QuotaExceededError'],
  ['fractions', 'new Float64Array(1)', 'TypeMismatchError'],
  ['a list', '[1]', 'TypeError'],
])('random values are refused to %s', async ([, target, name]) => {
  expect((await faultOf(`crypto.getRandomValues(${target ?? ''})`)).message).toMatch(name ?? '')
})

test('text goes to bytes and back, in pieces too', async () => {
  const output = await outputOf(`
    const bytes = new TextEncoder().encode('h\u00e9llo \ud83d\ude00 \ud800')
    const decoder = new TextDecoder()
    let text = ''
    for (const byte of bytes) text += decoder.decode(new Uint8Array([byte]), { stream: true })
    return [text + decoder.decode(), bytes.length, btoa('a\u00ff'), atob('Yf8=')]`)
  expect(output).toEqual(['h\u00e9llo \ud83d\ude00 \ufffd', 15, 'Yf8=', 'a\u00ff'])
})

test('bytes that are no text are refused where that is asked for', async () => {
  expect((await faultOf('new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))')).message).toMatch(
    'TypeError',
  )
})

test('a clone is another object with the same parts', async () => {
  const output = await outputOf(`
    const whole = { when: new Date(5), map: new Map([['k', [1, , 3]]]), big: 3n }
    whole.self = whole
    const copy = structuredClone(whole)
    return [copy !== whole, copy.self === copy, copy.when.getTime(), copy.map.get('k').length, copy.big]`)
  expect(output).toEqual([true, true, 5, 3, 3n])
})

test('jobs, timers and signals come in their order', async () => {
  const output = await outputOf(`
    const seen = []
    const controller = new AbortController()
    controller.signal.addEventListener('abort', () => seen.push(controller.signal.reason.name))
    const ticker = setInterval(() => seen.push('tick'), 0)
    queueMicrotask(() => seen.push('job'))
    Promise.resolve().then(() => seen.push('promise'))
    controller.abort()
    seen.push('now')
    return new Promise((resolve) => AbortSignal.timeout(30).addEventListener('abort', (event) => { clearInterval(ticker); resolve([...seen.slice(0, 4), event.type, event.target.reason.name, seen.includes('tick')]) }))`)
  expect(output).toEqual(['AbortError', 'now', 'job', 'promise', 'abort', 'TimeoutError', true])
})
