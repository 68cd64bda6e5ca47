import { describe, expect, it } from 'vitest'
import { printConfig, readConfigText } from '../../../src/ui/plugin-page/config-text'

describe('a config as a text', () => {
  it('comes back as it was, in both languages', () => {
    const values = { style: 'formal', limits: { rows: 10 }, tags: ['a', 'yes'], on: false }
    for (const language of ['json', 'yaml'] as const)
      expect(readConfigText(printConfig(values, language), language)).toMatchObject({ ok: true, values })
  })

  it('is none where nothing is written', () => {
    expect(printConfig({}, 'yaml')).toBe('')
    expect(printConfig({}, 'json')).toBe('{}\n')
    for (const text of ['', '  \n', '# later\n'])
      expect(readConfigText(text, 'yaml')).toMatchObject({ ok: true, values: {} })
  })

  it('tells where YAML is broken', () => {
    const text = 'style: "formal\nrows: 1\n'
    const read = readConfigText(text, 'yaml')
    expect(read.ok).toBe(false)
    if (!read.ok) expect(read.faults[0]?.start).toBeGreaterThan(0)
  })

  it('holds JSON to JSON', () => {
    expect(readConfigText('style: formal', 'json')).toMatchObject({ ok: false })
    expect(readConfigText('{ "a": 1, }', 'json')).toMatchObject({ ok: false })
  })

  it('is an object, of what JSON can carry', () => {
    expect(readConfigText('- a\n- b\n', 'yaml')).toMatchObject({ ok: false })
    expect(readConfigText('rows: .inf\n', 'yaml')).toMatchObject({ ok: false, faults: [{ start: 6, end: 10 }] })
  })

  it('is not blown up by aliases', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`)
    expect(readConfigText(['l0: &l0 x', ...levels].join('\n'), 'yaml')).toMatchObject({ ok: false })
  })

  it.each([
    ['/style', 'formall'],
    ['/limits/rows', 'many'],
    ['/tags/1', '7'],
    ['/limits', 'limits'],
    ['/limits/other', 'limits'],
    ['/odd~1name', '1'],
  ])('finds %s', (path, marked) => {
    const text = 'style: formall\nlimits:\n  rows: many\ntags: [a, 7]\nodd/name: 1\n'
    const read = readConfigText(text, 'yaml')
    const [fault] = read.ok ? read.place([{ path, message: 'is wrong' }]) : []
    expect(text.slice(fault?.start, fault?.end)).toBe(marked)
    expect(fault?.message).toBe(`${path}: is wrong`)
  })
})
