import { describe, expect, it } from 'vitest'
import { ownValuesSchema } from '../../../src/ui/plugin-page/config-schema'
import { yamlHint, yamlOffers } from '../../../src/ui/plugin-page/yaml-completion'
import { schemasAt } from '../../../src/ui/schema/schema-words'

const schema = {
  type: 'object',
  required: ['style'],
  additionalProperties: false,
  properties: {
    style: { enum: ['formal', 'plain', 'yes'], description: 'How to greet.' },
    loud: { type: 'boolean' },
    limits: { $ref: '#/$defs/limits' },
    tags: { type: 'array', items: { enum: ['a', 'b'] } },
  },
  $defs: { limits: { type: 'object', required: ['rows'], properties: { rows: { type: 'integer', default: 10 } } } },
}

const labels = (before: string, whole = before): string[] => yamlOffers(before, schema, whole).map(({ label }) => label)

describe("the schema of a person's own values", () => {
  it('asks for nothing that the defaults may give, at any depth', () => {
    expect(JSON.stringify(ownValuesSchema(schema))).not.toContain('required')
    expect(ownValuesSchema(schema)).toMatchObject({
      additionalProperties: false,
      properties: { loud: { type: 'boolean' } },
    })
  })

  it('keeps a property that is called like one of its words', () => {
    const named = { properties: { required: { type: 'boolean' }, pattern: { type: 'string' } } }
    expect(ownValuesSchema(named)).toEqual(named)
  })

  it('has no pattern, which may take for ever, nor what rests on one', () => {
    const slow = {
      patternProperties: { '(a+)+$': {} },
      additionalProperties: false,
      properties: { a: { pattern: '(a+)+$' } },
    }
    expect(ownValuesSchema(slow)).toEqual({ properties: { a: {} } })
  })

  it('points nowhere else', () => {
    expect(ownValuesSchema({ properties: { a: { $ref: 'https://example.org/a' } } })).toEqual({ properties: { a: {} } })
    expect(ownValuesSchema(undefined)).toBeNull()
    expect(ownValuesSchema(true)).toBeNull()
  })
})

describe('what a schema says of a place', () => {
  it('is found through references', () => {
    expect(schemasAt(schema, ['limits', 'rows'])).toEqual([{ type: 'integer', default: 10 }])
  })

  it('ends, where a reference goes round in a circle', () => {
    const circle = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }
    expect(schemasAt(circle, ['x'])).toEqual([])
  })
})

describe('what is offered while YAML is typed', () => {
  it('is the names that are not there yet', () => {
    expect(labels('')).toEqual(['style', 'loud', 'limits', 'tags'])
    expect(labels('loud: true\nst', 'loud: true\nst\ntags: []\n')).toEqual(['style', 'limits'])
  })

  it('is the names of the block that the cursor is in', () => {
    expect(labels('style: plain\nlimits:\n  ')).toEqual(['rows'])
    expect(yamlOffers('limits:\n  ', schema)[0]?.insert).toBe('rows: ')
  })

  it('is the values, in quotes where YAML would take them for something else', () => {
    expect(labels('style: ')).toEqual(['formal', 'plain', '"yes"'])
    expect(labels('loud: t')).toEqual(['true', 'false'])
    expect(labels('limits:\n  rows: ')).toEqual(['10'])
    expect(labels('tags:\n  - ')).toEqual(['a', 'b'])
  })

  it('is what an entry of a list may be or have, wherever the list is indented', () => {
    const entry = { properties: { name: { enum: ['x'] }, when: { type: 'boolean' } } }
    const rules = { properties: { rules: { type: 'array', items: entry } } }
    const offered = (before: string): string[] => yamlOffers(before, rules).map(({ label }) => label)
    expect(offered('rules:\n  - ')).toEqual(['name', 'when'])
    expect(offered('rules:\n- name: ')).toEqual(['x'])
    expect(offered('rules:\n  - name: x\n    ')).toEqual(['when'])
    expect(offered('rules:\n- name: x\n- name: x\n  when: ')).toEqual(['true', 'false'])
    expect(labels('tags:\n- a\n- ')).toEqual(['a', 'b'])
  })

  it('is nothing in a comment', () => {
    expect(labels('# st')).toEqual([])
  })
})

describe('what is told of a word in YAML', () => {
  const hint = (before: string, word: string): string | null => yamlHint(before, word, schema)

  it('is what the schema says of the name, or of the name before the value', () => {
    expect(hint('style', 'style')).toBe('**style**\n\nHow to greet.\n\n`formal`, `plain`, `"yes"`')
    expect(hint('style: formal', 'formal')).toBe(hint('style', 'style'))
    expect(hint('limits:\n  rows', 'rows')).toContain('**rows**: integer')
  })

  it('is nothing where the schema says nothing', () => {
    expect(hint('other', 'other')).toBeNull()
    expect(hint('# style', 'style')).toBeNull()
  })
})
