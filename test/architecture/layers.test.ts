import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkLayers } from './check-layers'
import table from './layers.json' with { type: 'json' }

const project = fileURLToPath(new URL('../..', import.meta.url))
const fixture = fileURLToPath(new URL('./fixture', import.meta.url))

describe('the layers', () => {
  it('are kept by every file of the project', () => {
    expect(checkLayers(project, table)).toEqual([])
  })
})

describe('the layer test', () => {
  const breaches = checkLayers(fixture, table)

  it.each([
    ['a type import that looks up', "src/sdk/upward-type.ts imports '../kernel/kernel'"],
    ['a package that a unit may not use', "src/kernel/kernel.ts imports 'vue'"],
    ['a value where types alone are allowed', "src/sandbox/guest/value-of-a-type-unit.ts imports '../../sdk/contract'"],
    ['a dynamic import that looks sideways', "src/compiler/sideways-dynamic.ts imports '../workspace/store'"],
    ['a worker that lies sideways', "src/compiler/sideways-dynamic.ts imports '../workspace/store.ts'"],
    ['an import type that looks sideways', "src/compiler/sideways-glob.ts imports '../workspace/store'"],
    ['a glob that looks sideways', "src/compiler/sideways-glob.ts imports '../workspace'"],
    ['an import in a Vue file', "src/ui/Panel.vue imports '../helpers/stray'"],
    ['a folder that the table does not know', 'src/helpers/stray.ts lies in no unit'],
    ['a file beside the folders', 'src/loose.ts lies in no unit'],
    ['a plugin that imports another', "plugins/one/index.ts imports '../two'"],
    ['a plugin that imports the host', "plugins/one/index.ts imports '../../src/kernel/kernel'"],
    ['a plugin that imports a package', "plugins/one/index.ts imports 'vitest'"],
    ['a cycle', 'import cycle: src/kernel/cycle-a.ts → src/kernel/cycle-b.ts → src/kernel/cycle-a.ts'],
  ])('finds %s', (_name, breach) => {
    expect(breaches.filter((found) => found.startsWith(breach))).toHaveLength(1)
  })

  it('finds nothing else', () => {
    expect(breaches).toHaveLength(14)
  })
})
