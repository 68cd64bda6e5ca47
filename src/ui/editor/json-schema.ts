import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import { createManifestJsonSchema } from '../../kernel/manifest-json-schema'

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
      {
        uri: 'hotplug://schema/plugin.json',
        fileMatch: ['/plugins/*/plugin.json'],
        schema: createManifestJsonSchema(),
      },
    ],
  })
}
