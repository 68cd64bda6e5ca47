import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, createBench } from './bench'
import { faults, ofTheirOwn } from './faults'
import { sufferWithinBound } from './gap-bound'
import { folders } from './plugin-files'

let bench: Bench
const table: string[] = []

beforeAll(async () => {
  bench = await createBench()
}, 60_000)

afterAll(async () => {
  await bench.close()
  // eslint-disable-next-line no-console -- The numbers are what this suite is for.
  console.info(['worst gap of the page under each fault, in ms', ...table].join('\n'))
})

test('every folder is driven by a test', () => {
  expect([...new Set([...faults.map(({ plugin }) => plugin), ...ofTheirOwn])].sort()).toEqual(folders())
})

for (const fault of faults) {
  test(`${fault.number} ${fault.plugin}: ${fault.says}`, async () => {
    table.push(...(await sufferWithinBound(bench, fault)))
  }, 60_000)
}
