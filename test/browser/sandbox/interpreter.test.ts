import { expect, test } from 'vitest'
import { execute, load, sandboxFor } from './opened'

test('a plugin is interpreted', async () => {
  const t0 = performance.now()
  const opened = await sandboxFor().open({ runtime: 'interpreter', limits: { memoryBytes: 16 * 2 ** 20 } })
  if (!opened.ok) throw new Error(opened.error.message)
  const t1 = performance.now()
  const loaded = await load(opened.value, 'export default { execute: (name) => `Hello, ${name}!` }')
  const t2 = performance.now()
  expect(loaded).toMatchObject({ ok: true })
  expect(await execute(opened.value, 'QuickJS')).toMatchObject({ ok: true, value: { output: 'Hello, QuickJS!' } })
  console.log('open', t1 - t0, 'load', t2 - t1, 'call', performance.now() - t2)
})
