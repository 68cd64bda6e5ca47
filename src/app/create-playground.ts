import { createCompiler } from '../compiler/compiler'
import { withDeadline } from '../kernel/deadline'
import { createEventBus } from '../kernel/events'
import { createKernel } from '../kernel/kernel'
import { once } from '../kernel/once'
import { createSandbox } from '../sandbox/host/create-sandbox'
import { createWorkspace, workspaceScope } from '../workspace/workspace'
import { browserClock } from './browser-clock'
import { createConfigValues } from './config-values'
import type { HotplugPipelines } from './hotplug-pipelines'
import { createPluginFolders } from './create-plugin-folders'
import { createSharedPlugins } from './create-shared-plugins'
import { loadExamples, primeCompiler, primeManifests } from './examples'
import { createMiddlewareSettings } from './middleware-settings'
import { createLiveCheck } from './live-check'
import type { Playground } from './playground'
import { createPublicCommands } from './public-commands'
import { createSchemaCheck } from './schema/create-schema-check'
import { seedExamples, startPlugins } from './start-up'

/** How long the other plugins wait for the first one's output. */
const outputPatienceMs = 1_000

/** Two or three frames: what happens after a commit must not hold up its output. */
function yieldToOutput(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50))
}

/**
 * Wires the page's playground together. Resolves when the workspace is open, so that the screen has its files; the
 * plugins come up after {@link Playground.start}, and {@link Hotplug.ready} tells when they have.
 */
export async function createPlayground(): Promise<Playground> {
  const clock = browserClock
  const events = createEventBus({ date: clock.date, onListenerError: reportError })
  // The sandbox is made first: its frame loads while the workspace is read.
  const sandbox = createSandbox({ clock, url: new URL('sandbox.html', document.baseURI) })
  const compiler = createCompiler()
  const scope = workspaceScope(location)
  const workspace = createWorkspace({
    scope,
    clock,
    tab: `${clock.date()}-${Math.random()}`,
    locks: navigator.locks,
    page: window,
    onListenerError: reportError,
  })
  const schemas = createSchemaCheck(clock)
  const loadHost = once(async () => {
    const { createCapabilityHost } = await import('./capability-host')
    const newId = () => crypto.getRandomValues(new Uint32Array(4)).join('-')
    return createCapabilityHost({ workspace, scope, clock, random: Math.random, newId })
  })
  const kernel = createKernel({
    ...{ clock, events, sandbox, compiler, yieldToOutput },
    // With a parser: only a plugin that hung needs it.
    guardLoops: async (code) => (await import('../compiler/guard-loops')).guardLoops(code),
    configs: createConfigValues(workspace),
    middlewareSettings: createMiddlewareSettings(workspace),
    schemas,
    loadHost,
    random: Math.random,
  })
  let becomeReady: () => void = () => undefined
  let giveUp: (reason: Error) => void = () => undefined
  const ready = new Promise<void>((resolve, reject) => {
    becomeReady = resolve
    giveUp = reject
  })
  // Most pages never ask for it, and the screen tells of the failure by itself.
  ready.catch(() => undefined)
  let pipelines: HotplugPipelines | null = null
  const hotplug = createPublicCommands({
    ...{ version: __HOTPLUG_VERSION__, ready, workspace, kernel, events },
    pipelines: () => pipelines,
  })
  const shared = createSharedPlugins({ workspace, save: hotplug.save, page: window })

  const [opened, examples] = await Promise.all([workspace.open(), loadExamples()])
  primeCompiler(compiler, examples)
  primeManifests(schemas, examples)
  const isNew = opened.firstVisit && opened.isEmpty
  if (isNew) seedExamples(workspace, examples)
  await shared.readAddress()

  return {
    hotplug,
    kernel,
    pipelines: () => pipelines,
    events,
    workspace,
    compiler,
    schemas,
    liveCheck: createLiveCheck({ workspace, compiler, now: clock.now }),
    folders: createPluginFolders({ workspace, kernel, shared, examples, address: () => location.href }),
    data: async () => (await loadHost()).data,
    notices: opened.notices,
    async start(first, seen = { output: Promise.resolve(), editor: Promise.resolve() }) {
      const outputSeen = () => withDeadline(clock, outputPatienceMs, seen.output)
      try {
        await startPlugins(workspace, first, kernel, outputSeen)
        const { finishStart } = await import('./finish-start')
        const problem = await finishStart({
          ...{ clock, workspace, kernel, compiler, save: hotplug.save, isNew, editor: seen.editor },
          onPipelines: (made) => (pipelines = made),
        })
        if (problem === null) becomeReady()
        else giveUp(new Error(problem))
      } catch (error) {
        reportError(error)
        giveUp(new Error('A part of Hotplug could not be fetched. Check the connection, then reload the page.'))
      }
    },
  }
}
