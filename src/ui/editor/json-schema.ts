import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import { createManifestJsonSchema } from '../../kernel/manifest-json-schema'

const manifestSchema = {
  uri: 'hotplug://schema/plugin.json',
  fileMatch: ['/plugins/*/plugin.json'],
  schema: createManifestJsonSchema(),
}

/** The schemas of what a person writes as a config, by the address of the text, each as JSON. */
const configSchemas = new Map<string, string>()

/** Gives plugin.json its completion, hovers and squiggles, from the very schema that a save checks it with. */
export function setUpJson(): void {
  jsonDefaults.setDiagnosticsOptions({
    validate: true,
    allowComments: false,
    trailingCommas: 'error',
    comments: 'error',
    schemaValidation: 'error',
    // Nothing is fetched: a "$schema" in a person's file is an address, not an order.
    enableSchemaRequest: false,
    schemas: [
      manifestSchema,
      ...[...configSchemas].map(([address, schema]) => ({
        uri: `hotplug://schema/${encodeURIComponent(address)}`,
        fileMatch: [address],
        schema: JSON.parse(schema) as object,
      })),
    ],
  })
}

/** Gives the text at this address the same by `schema`; `null` takes it away. */
export function setConfigSchema(address: string, schema: object | null): void {
  const text = schema === null ? undefined : JSON.stringify(schema)
  // Each change ends the worker that knows the old ones.
  if (configSchemas.get(address) === text) return
  if (text === undefined) configSchemas.delete(address)
  else configSchemas.set(address, text)
  setUpJson()
}
