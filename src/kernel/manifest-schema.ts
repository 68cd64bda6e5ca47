import * as v from 'valibot'
import { MiB } from './bytes'
import { isRange } from './semver'

/** What a manifest may ask the host for. `capabilities/` serves them; a person grants them. */
export const permissionShapes = [
  'storage:read',
  'storage:write',
  'sql',
  'plugins:call',
  'clock',
  'random',
  'net:<origin>',
  'secrets:<name>',
] as const

const permissionPattern =
  /^(storage:(read|write)|sql|plugins:call|clock|random|net:https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|secrets:[A-Za-z][A-Za-z0-9_-]{0,63})$/

/** The grammar of semver.org, so that the JSON Schema says it too. */
const versionPattern =
  /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-((0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+([0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*))?$/

/** A field's words: what it is for, and what to do where the value is wrong. */
function text(what: string, maxLength: number) {
  return v.pipe(
    v.string(`${what} must be a text in quotes.`),
    v.maxLength(maxLength, `${what} may have ${maxLength} characters. Shorten it.`),
  )
}

/** The same rule for every name of a plugin, wherever it stands. */
export const pluginName = (what: string) =>
  v.pipe(
    v.string(`${what} must be a text in quotes, such as "word-count".`),
    v.regex(
      /^[a-z][a-z0-9-]{0,63}$/,
      `${what} must begin with a lower case letter and may have lower case letters, digits and "-", 64 in all, such as "word-count".`,
    ),
  )

/** A range of SemVer versions. */
export const range = (what: string, example: string) =>
  v.pipe(text(what, 256), v.check(isRange, `${what} must be a range of versions, such as "${example}".`))

const number = (name: string, unit: string, min: number, max: number) => {
  const message = `"${name}" must be a whole number of ${unit} from ${min} to ${max}, without quotes.`
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message))
}

const limit = (name: string, unit: string, byDefault: number, min: number, max: number, description: string) =>
  v.optional(
    v.pipe(number(name, unit, min, max), v.description(`${description} ${min} to ${max}; ${byDefault} unless told.`)),
    byDefault,
  )

const jsonObject = (name: string) => v.record(v.string(), v.unknown(), `"${name}" must be an object in braces: { … }.`)

const jsonSchema = (name: string, description: string) =>
  v.exactOptional(
    v.pipe(
      v.union([v.boolean(), jsonObject(name)], `"${name}" must be a JSON Schema: an object in braces, true or false.`),
      v.description(description),
    ),
  )

export const limitsSchema = v.strictObject(
  {
    loadMs: limit('loadMs', 'milliseconds', 5000, 10, 60_000, 'How long the module may take to load.'),
    initMs: limit('initMs', 'milliseconds', 5000, 10, 60_000, 'How long init may take.'),
    executeMs: limit('executeMs', 'milliseconds', 5000, 10, 600_000, 'How long one call of execute may take.'),
    shutdownMs: limit('shutdownMs', 'milliseconds', 2000, 10, 30_000, 'How long shutdown may take.'),
    drainMs: limit(
      'drainMs',
      'milliseconds',
      5000,
      0,
      60_000,
      'How long a replaced generation may finish its calls, and calls may wait for its state.',
    ),
    healthMs: limit('healthMs', 'milliseconds', 30_000, 0, 3_600_000, 'How often healthCheck is asked; 0 for never.'),
    concurrency: limit('concurrency', 'calls', 16, 1, 1000, 'How many calls may run at the same time.'),
    queue: limit('queue', 'calls', 1000, 0, 100_000, 'How many more calls may wait.'),
    stateBytes: limit('stateBytes', 'bytes', MiB, 1, 64 * MiB, 'How large the state of snapshot may be.'),
    inputBytes: limit('inputBytes', 'bytes', 16 * MiB, 1, 64 * MiB, 'How large an input may be.'),
    outputBytes: limit('outputBytes', 'bytes', 16 * MiB, 1, 64 * MiB, 'How large an output may be.'),
    memoryBytes: limit(
      'memoryBytes',
      'bytes',
      64 * MiB,
      MiB,
      1024 * MiB,
      'How much memory the plugin may hold. It holds in the interpreter alone: a worker has no limit of its own.',
    ),
  },
  '"limits" must be an object in braces, such as { "executeMs": 1000 }.',
)

/** The one description of plugin.json: the type, the check, the editor's completion and the docs all come from it. */
export const manifestSchema = v.pipe(
  v.strictObject(
    {
      $schema: v.exactOptional(
        v.pipe(
          text('"$schema"', 500),
          v.description('The address of the JSON Schema that editors check this file with.'),
        ),
      ),
      name: v.pipe(
        pluginName('"name"'),
        v.description('What the plugin is known by. The same as the name of its folder.'),
      ),
      version: v.pipe(
        text('"version"', 256),
        v.regex(versionPattern, '"version" must be a version of three numbers, such as "1.0.0" (see semver.org).'),
        v.check(
          (value) => value.split(/[.+-]/, 3).every((part) => Number(part) <= Number.MAX_SAFE_INTEGER),
          '"version" has a number that is too large. Take a smaller one.',
        ),
        v.description('The version, by semver.org.'),
      ),
      apiVersion: v.pipe(
        range('"apiVersion"', '^1.0.0'),
        v.description('The versions of Hotplug that the plugin works with, as a range.'),
      ),
      kind: v.optional(
        v.pipe(
          v.picklist(['plugin', 'middleware'], '"kind" must be "plugin" or "middleware".'),
          v.description('What it is: a plugin that is called, or a middleware that goes around the calls of others.'),
        ),
        'plugin',
      ),
      main: v.optional(
        v.pipe(
          text('"main"', 200),
          v.regex(
            /^(?!.*(^|\/)\.)[^/\\][^\\]*\.(ts|tsx|js|jsx|mjs)$/,
            '"main" must name a .ts, .tsx, .js, .jsx or .mjs file from the plugin\'s folder down, such as "index.ts".',
          ),
          v.description('The file whose default export is the plugin.'),
        ),
        'index.ts',
      ),
      description: v.exactOptional(
        v.pipe(text('"description"', 500), v.description('What the plugin does, in a sentence.')),
      ),
      author: v.exactOptional(v.pipe(text('"author"', 200), v.description('Who wrote it.'))),
      license: v.exactOptional(
        v.pipe(text('"license"', 100), v.description('The SPDX name of its license, such as "MIT".')),
      ),
      permissions: v.optional(
        v.pipe(
          v.array(
            v.pipe(
              text('A permission', 300),
              v.regex(permissionPattern, `A permission must be one of ${permissionShapes.join(', ')}.`),
              v.examples([...permissionShapes]),
            ),
            '"permissions" must be a list in brackets, such as ["storage:read"].',
          ),
          v.maxLength(64, '"permissions" may have 64 entries. Ask for less.'),
          v.description(`What the plugin asks the host for: ${permissionShapes.join(', ')}.`),
        ),
        [],
      ),
      dependencies: v.optional(
        v.pipe(
          v.record(
            pluginName('The name of a dependency'),
            range('The version of a dependency', '^1.2.0'),
            '"dependencies" must be an object in braces, such as { "titlecase": "^1.2.0" }.',
          ),
          v.description('The plugins that this one calls, each with the range of versions that will do.'),
        ),
        {},
      ),
      activation: v.optional(
        v.pipe(
          v.picklist(['startup', 'call'], '"activation" must be "startup" or "call".'),
          v.description('When it is loaded: with the page, or at its first call.'),
        ),
        'startup',
      ),
      runtime: v.optional(
        v.pipe(
          v.picklist(['worker', 'interpreter'], '"runtime" must be "worker" or "interpreter".'),
          v.description(
            'Where it runs: as fast as the browser can in a worker, or several times slower in an interpreter, where "limits.memoryBytes" holds and an endless loop costs one call alone.',
          ),
        ),
        'worker',
      ),
      config: v.optional(
        v.pipe(jsonObject('config'), v.description("The defaults of ctx.config; a person's own values lie over them.")),
        {},
      ),
      configSchema: jsonSchema('configSchema', 'A JSON Schema (2020-12) of the config.'),
      inputSchema: jsonSchema('inputSchema', 'A JSON Schema (2020-12) of what execute takes.'),
      outputSchema: jsonSchema('outputSchema', 'A JSON Schema (2020-12) of what execute gives back.'),
      examples: v.optional(
        v.pipe(
          jsonObject('examples'),
          v.description(
            'Named example inputs: the Input box offers them, and the first one runs when the plugin is opened.',
          ),
        ),
        {},
      ),
      limits: v.optional(
        v.pipe(limitsSchema, v.description('What the plugin may take, in time, calls and bytes.')),
        {},
      ),
    },
    'plugin.json must be an object in braces: { "name": …, "version": … }.',
  ),
  v.title('Hotplug plugin manifest'),
  v.description('plugin.json: the one place for the identity of a plugin.'),
)

/** A plugin.json that was checked, with every default filled in. */
export type Manifest = v.InferOutput<typeof manifestSchema>

export type PluginKind = Manifest['kind']

/** What a plugin may take, in time, calls and bytes. */
export type Limits = Manifest['limits']
