import { createTestContext } from 'hotplug/testing'
import { describe, expect, it } from 'vitest'
import markdownTable from './index'

const render = async (input: unknown, as: 'markdown' | 'html') =>
  markdownTable.execute(input, createTestContext({ as }))
const markdown = (input: unknown) => render(input, 'markdown')
const html = (input: unknown) => render(input, 'html')

describe('as Markdown', () => {
  it('lines up its columns, numbers to the right', async () => {
    expect(
      await markdown([
        { planet: 'Earth', moons: 1 },
        { planet: 'Jupiter', moons: 95 },
      ]),
    ).toBe(['| planet  | moons |', '| ------- | ----: |', '| Earth   |     1 |', '| Jupiter |    95 |'].join('\n'))
  })

  it('takes the columns of all rows, and leaves a gap where one has none', async () => {
    expect(await markdown([{ a: 'x' }, { b: { c: 1 } }])).toBe(
      ['| a   | b       |', '| --- | ------- |', '| x   |         |', '|     | {"c":1} |'].join('\n'),
    )
  })

  it('keeps a bar, a backslash and a line break within their cell', async () => {
    expect(await markdown([{ a: '1|2\\3\n4' }])).toContain('| 1\\|2\\\\3<br>4 |')
  })
})

describe('as HTML', () => {
  it('is a table', async () => {
    const output = await html('name,age\nAda,36')
    expect(output).toContain('<thead><tr><th>name</th><th class="number">age</th></tr></thead>')
    expect(output).toContain('<tr><td>Ada</td><td class="number">36</td></tr>')
  })

  it('shows tags as text', async () => {
    expect(await html([{ a: '<img src=x onerror="alert(1)">' }])).toContain(
      '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;',
    )
  })
})

it('can have 200,000 rows', async () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => ({ index }))
  expect((await markdown(rows)).split('\n')).toHaveLength(200_002)
})

describe('CSV', () => {
  it.each([
    ['commas in quotes', 'a,b\n"x, y",z', '| x, y | z   |'],
    ['doubled quotes', 'a\n"say ""hi"""', '| say "hi" |'],
    ['line breaks in quotes', 'a\n"x\ny"', '| x<br>y |'],
    ['lines that end as on Windows', 'a,b\r\n1,2\r\n', '|   1 |   2 |'],
    ['blank lines', 'a,b\n\n1,2\n\n', '|   1 |   2 |'],
    ['short rows', 'a,b\nx', '| x   |     |'],
    ['empty fields', 'a,b,c\nx,,z', '| x   |     | z   |'],
  ])('may have %s', async (_name, csv, lastLine) => {
    const lines = (await markdown(csv)).split('\n')
    expect(lines).toHaveLength(3)
    expect(lines.at(-1)).toBe(lastLine)
  })

  it('may not have more fields in a row than there are columns', async () => {
    await expect(markdown('a,b\n1,2\n1,2,3')).rejects.toThrow('Row 2 has more fields than there are columns.')
  })
})

it.each([
  [null, 'CSV text or a list of objects'],
  [{ a: 1 }, 'CSV text or a list of objects'],
  ['', 'nothing to show'],
  [[], 'nothing to show'],
  [[{}], 'nothing to show'],
  [[{ a: 1 }, 2], 'Item 1 is 2, which is no object.'],
])('refuses %j', async (input, message) => {
  await expect(markdown(input)).rejects.toThrow(message)
})

it('refuses a kind of table that there is not', () => {
  expect(markdownTable.validateConfig?.({ as: 'html' })).toEqual([])
  expect(markdownTable.validateConfig?.({ as: 'latex' })).toMatchObject([{ path: '/as' }])
})
