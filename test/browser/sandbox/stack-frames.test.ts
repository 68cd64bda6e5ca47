import { expect, test } from 'vitest'
import { parseStack } from '../../../src/sandbox/host/stack-frames'

const url = 'blob:null/0f2c'

test.for([
  [
    'Chromium',
    `TypeError: no\n    at inner (${url}:2:9)\n    at Object.execute (${url}:4:30)\n    at guest (blob:null/ff:1:1)`,
  ],
  ['Firefox', `inner@${url}:2:9\nObject.execute@${url}:4:30\nguest@blob:null/ff:1:1`],
])("%s's stack gives the module's own frames", ([, stack]) => {
  expect(parseStack(stack ?? '', url)).toEqual([
    { functionName: 'inner', line: 2, column: 9 },
    { functionName: 'Object.execute', line: 4, column: 30 },
  ])
})

test.for([
  ['    at async run (U:3:4)', 'run'],
  ['    at U:3:4', null],
  ['    at async U:3:4', null],
  ['    at new Point (U:3:4)', 'Point'],
  ['    at Object.run [as execute] (U:3:4)', 'Object.run'],
  ['async*run@U:3:4', 'run'],
  ['@U:3:4', null],
  ['module code@U:3:4', null],
  ['U:3:4', null],
])('%s', ([line, functionName]) => {
  expect(parseStack((line ?? '').replace('U', url), url)).toEqual([{ functionName, line: 3, column: 4 }])
})

test('a text that only names the module is no frame', () => {
  expect(parseStack(`Error: see ${url}:x\n${url}\n at f (${url}:1)`, url)).toEqual([])
})
