import { describe, expect, it } from 'vitest'
import { chooseKind, detectKinds, markupOf } from '../../../src/ui/output/kind'

const svg = '<svg viewBox="0 0 2 1"><path d="M0 0h2"/></svg>'

describe('the kinds that fit an output', () => {
  it.each([
    ['a text', 'Hello', 'text', ['text', 'tree']],
    ['a number', 42, 'text', ['text', 'tree']],
    ['a bigint', 42n, 'text', ['text', 'tree']],
    ['nothing', undefined, 'text', ['text', 'tree']],
    ['null', null, 'text', ['text', 'tree']],
    ['a date', new Date(0), 'text', ['text', 'tree']],
    ['an object', { a: 1 }, 'tree', ['text', 'tree']],
    ['an empty list', [], 'tree', ['text', 'tree']],
    ['a list of numbers', [1, 2], 'tree', ['text', 'tree']],
    ['a map', new Map([[1, 2]]), 'tree', ['text', 'tree']],
    ['an error', new Error('no'), 'tree', ['text', 'tree']],
    ['bytes without a type', new Uint8Array(3), 'tree', ['text', 'tree']],
    ['rows of the same keys', [{ a: 1 }, { a: 2 }], 'table', ['text', 'tree', 'table']],
    [
      'a list of lists',
      [
        [1, 2],
        [3, 4],
      ],
      'table',
      ['text', 'tree', 'table'],
    ],
    ['objects that share no key', [{ a: 1 }, { b: 1 }, { c: 1 }], 'tree', ['text', 'tree']],
    ['a list of maps', [new Map(), new Map()], 'tree', ['text', 'tree']],
    ['SVG', svg, 'preview', ['text', 'tree', 'preview']],
    ['HTML', '<!doctype html><p>Hi</p>', 'preview', ['text', 'tree', 'preview']],
    ['an image as an address', 'data:image/png;base64,iVBORw0KGgo=', 'image', ['text', 'tree', 'image']],
    ['an image as bytes', { mime: 'image/png', bytes: new Uint8Array(8) }, 'image', ['text', 'tree', 'image']],
    ['an image as a blob', new Blob([], { type: 'image/png' }), 'image', ['text', 'tree', 'image']],
    ['bytes of another type', { mime: 'text/html', bytes: new Uint8Array(8) }, 'tree', ['text', 'tree']],
    ['an address of another type', 'data:text/html,<p>', 'text', ['text', 'tree']],
  ])('%s', (_, value, best, kinds) => {
    expect(detectKinds(value)).toEqual({ best, kinds })
  })

  it('reads a bounded part of a huge text', () => {
    const markup = '<p>Hello</p>'
    expect(detectKinds(`  ${markup}`).best).toBe('preview')
    expect(detectKinds(`${' '.repeat(1_000_000)}${markup}`).best).toBe('text')
  })

  it('keeps the choice of the person while it fits', () => {
    const detection = detectKinds(svg)
    expect(chooseKind(detection, 'text')).toBe('text')
    expect(chooseKind(detection, 'table')).toBe('preview')
    expect(chooseKind(detection, null)).toBe('preview')
  })
})

describe('markup', () => {
  it.each([
    ['<?xml version="1.0"?>\n<!-- made by hand -->\n<svg></svg>', 'svg'],
    ['<!DOCTYPE svg PUBLIC "x" "y"><svg/>', 'svg'],
    ['  <div class="card">Hi</div>\n', 'html'],
    ['<h1>Hi</h1>', 'html'],
    ['<T> is a type parameter>', null],
    ['<note>Some XML</note>', null],
    ['Hello <b>Ada</b>', null],
    ['<b>Ada</b> says hello', null],
    ['a < b', null],
    ['<svgx></svgx>', null],
  ])('%s', (text, markup) => {
    expect(markupOf(text)).toBe(markup)
  })
})
