import type { Plugin } from 'vite'
import { createManifestJsonSchema } from '../kernel/manifest-json-schema'

/** The file that a plugin.json outside of Hotplug names as its `$schema`. */
const pluginSchemaFile = 'plugin.schema.json'

function schemaText(): string {
  return `${JSON.stringify(createManifestJsonSchema(), null, 2)}\n`
}

/** Puts the JSON Schema of plugin.json beside the site: into `dist/`, and at the same address while developing. */
export function pluginSchema(): Plugin {
  return {
    name: 'hotplug:plugin-schema',
    configureServer(server) {
      server.middlewares.use(`/${pluginSchemaFile}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/schema+json')
        response.end(schemaText())
      })
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: pluginSchemaFile, source: schemaText() })
    },
  }
}
