import { manifestFile } from '../kernel/manifest-file'
import type { PluginKind } from '../kernel/manifest-schema'

/** The files of a new plugin: the least that works, and shows where to go on. */
export function pluginTemplate(name: string, kind: PluginKind): Readonly<Record<string, string>> {
  const manifest = {
    name,
    version: '1.0.0',
    apiVersion: '^1.0.0',
    main: 'index.ts',
    description: '',
    ...(kind === 'middleware' ? { kind } : { examples: { world: 'world' } }),
  }
  return {
    [manifestFile]: `${JSON.stringify(manifest, null, 2)}\n`,
    'index.ts': kind === 'middleware' ? middlewareSource : pluginSource(name),
  }
}

function pluginSource(name: string): string {
  return `import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(input: string, ctx) {
    ctx.log.info('called with', input)
    return \`Hello from ${name}, \${input}!\`
  },
})
`
}

const middlewareSource = `import { defineMiddleware } from 'hotplug'

export default defineMiddleware({
  async around(call, next, ctx) {
    ctx.log.info('before', call.plugin, call.input)
    const output = await next(call.input)
    ctx.log.info('after', call.plugin, output)
    return output
  },
})
`
