import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema'
import { manifestSchema } from './manifest-schema'

/** The JSON Schema (2020-12) of plugin.json, made from the schema that checks it. Import it lazily: only editors need it. */
export function createManifestJsonSchema(): JsonSchema {
  return toJsonSchema(manifestSchema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    // A check is code; the patterns beside it say what JSON Schema can say.
    ignoreActions: ['check'],
  })
}
