import { expect, test } from 'vitest'
import { execute, load, sandboxFor } from './opened'

test('a plugin is interpreted', async () => {
  const sandbox = sandboxFor()
  for (let i = 0; i < 4; i++) {
    const t0 = performance.now()
    const opened = await sandbox.open({ runtime: 'interpreter', limits: { memoryBytes: 16 * 2 ** 20 } })
    if (!opened.ok) throw new Error(opened.error.message)
    const t1 = performance.now()
    const loaded = await load(opened.value, 'export default { execute: (name) => `Hello, ${name}!` }')
    const t2 = performance.now()
    expect(loaded).toMatchObject({ ok: true })
    expect(await execute(opened.value, 'QuickJS')).toMatchObject({ ok: true, value: { output: 'Hello, QuickJS!' } })
    const t3 = performance.now()
    for (let n = 0; n < 100; n++) await execute(opened.value, n)
    console.log(
      'open',
      t1 - t0,
      'load',
      t2 - t1,
      'call',
      t3 - t2,
      'each',
      (performance.now() - t3) / 100,
      performance.getEntriesByType('measure'),
    )
  }
})
