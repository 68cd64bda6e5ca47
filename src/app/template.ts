/** The files of a new plugin: the least that works, and shows where to go on. */
export function pluginTemplate(name: string): Readonly<Record<string, string>> {
  const manifest = {
    name,
    version: '1.0.0',
    apiVersion: '^1.0.0',
    main: 'index.ts',
    description: '',
    examples: { world: 'world' },
  }
  return {
    'plugin.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'index.ts': `import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(input: string, ctx) {
    ctx.log.info('called with', input)
    return \`Hello from ${name}, \${input}!\`
  },
})
`,
  }
}
