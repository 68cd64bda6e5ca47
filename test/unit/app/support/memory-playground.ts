import { createPluginFolders } from '../../../../src/app/create-plugin-folders'
import { createLiveCheck } from '../../../../src/app/live-check'
import type { Playground } from '../../../../src/app/playground'
import { createPublicCommands } from '../../../../src/app/public-commands'
import { checkSchema } from '../../../../src/kernel/check-schema'
import { ok } from '../../../../src/kernel/result'
import type { Program } from '../../kernel/support/memory-realm'
import { createWorld, type World } from '../../kernel/support/world'
import { createMemoryWorkspace } from './memory-workspace'

export interface MemoryPlayground extends Playground {
  readonly world: World
  /** Writes the files of a plugin that runs this program. */
  write(name: string, program: Program, manifest?: object): void
}

/** The page's playground without a page: nothing is stored, and what it compiles stands for programs in memory. */
export function createMemoryPlayground(): MemoryPlayground {
  const world = createWorld()
  const { kernel, clock } = world
  const workspace = createMemoryWorkspace()
  const events = { on: world.on, emit: () => undefined }
  const ready = Promise.resolve()
  const pipelines = () => null
  const hotplug = createPublicCommands({ version: '1.0.0', ready, workspace, kernel, events, pipelines })
  const compiler: Playground['compiler'] = {
    compile: (...of) => world.compiler.compile(...of),
    check: () => Promise.resolve(null),
    start: () => Promise.resolve(ok(undefined)),
    onProgress: () => () => undefined,
    prime: () => undefined,
    dispose: () => undefined,
  }
  const shared: Playground['folders']['shared'] = {
    ...{ waiting: null, problem: null, on: () => () => undefined },
    ...{ accept: () => Promise.resolve(), dismiss: () => undefined },
  }
  return {
    ...{ world, hotplug, kernel, pipelines, events, workspace, compiler },
    schemas: { check: async (schema, value) => checkSchema(schema, value) },
    liveCheck: createLiveCheck({ workspace, compiler, now: clock.now }),
    folders: createPluginFolders({
      ...{ workspace, kernel, shared, examples: [], address: () => 'https://hotplug.test/' },
    }),
    data: () => Promise.reject(new Error('Nothing is stored here')),
    notices: [],
    pipelines: () => null,
    start: () => Promise.resolve(),
    write(name, program, manifest) {
      for (const [file, text] of Object.entries(world.source(program, manifest, name).files))
        workspace.write(`${name}/${file}`, text)
    },
  }
}
