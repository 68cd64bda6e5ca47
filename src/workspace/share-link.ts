import * as v from 'valibot'
import type { PluginSource } from '../kernel/ports'
import { fail, ok, type Result } from '../kernel/result'
import { filePathProblem, pluginNameProblem } from './path-rules'
import { WorkspaceError } from './workspace-error'

/** Longer addresses are cut by chats and refused by some servers and browsers. */
const maxFragmentLength = 32 * 1024
const maxPayloadBytes = 1024 * 1024
const maxFiles = 200

/** The number is that of the payload's format. */
const prefix = '#share=1.'

/** What a link carries: one plugin, and the text of the Input box. Opening it must not run it. */
export interface SharedPlugin {
  readonly source: PluginSource
  readonly input: string | null
}

const payloadSchema = v.strictObject({
  name: v.pipe(
    v.string(),
    v.check((name) => pluginNameProblem(name) === null, 'Its plugin has a name that is not allowed.'),
  ),
  // Pairs rather than an object, so that no path can pass for a member of the prototype.
  files: v.pipe(
    v.array(
      v.strictTuple([
        v.pipe(
          v.string(),
          v.check((path) => filePathProblem(path) === null, 'It has a file whose name is not allowed.'),
        ),
        v.string(),
      ]),
    ),
    v.minLength(1, 'It has no files.'),
    v.maxLength(maxFiles, `It has more than ${maxFiles} files.`),
    v.check((files) => new Set(files.map(([path]) => path)).size === files.length, 'It has a file twice.'),
  ),
  input: v.nullable(v.string()),
})

/** Whether an address's fragment (`location.hash`) is meant as a link to a plugin, of this format or another. */
export function isShareLink(fragment: string): boolean {
  return fragment.startsWith('#share=')
}

/** The fragment, `#` included, that carries the plugin. */
export async function encodeShareLink({ source, input }: SharedPlugin): Promise<Result<string, WorkspaceError>> {
  if (typeof CompressionStream === 'undefined') return fail(unsupported())
  const payload: v.InferOutput<typeof payloadSchema> = { name: source.name, files: Object.entries(source.files), input }
  const checked = v.safeParse(payloadSchema, payload)
  if (!checked.success)
    return fail(new WorkspaceError('BAD_VALUE', `This plugin cannot be shared. ${checked.issues[0].message}`))
  const bytes = new TextEncoder().encode(JSON.stringify(payload))
  if (bytes.length > maxPayloadBytes) return fail(tooLargeToShare())
  const packed = await readAll(through(bytes, new CompressionStream('deflate-raw')), Infinity)
  const fragment = prefix + toBase64Url(packed ?? new Uint8Array())
  return fragment.length > maxFragmentLength ? fail(tooLargeToShare()) : ok(fragment)
}

/** Reads a fragment back. It comes from anyone, so everything in it is checked and bounded. */
export async function decodeShareLink(fragment: string): Promise<Result<SharedPlugin, WorkspaceError>> {
  if (!isShareLink(fragment)) return fail(unreadable('This address carries no plugin.'))
  if (!fragment.startsWith(prefix))
    return fail(unreadable('This link was made by another version of Hotplug. Reload this page and open it again.'))
  if (fragment.length > maxFragmentLength)
    return fail(
      new WorkspaceError('TOO_LARGE', 'This link is longer than any that Hotplug makes, so it was not opened.'),
    )
  if (typeof DecompressionStream === 'undefined') return fail(unsupported())
  const packed = fromBase64Url(fragment.slice(prefix.length))
  if (packed === null) return fail(unreadable('This link is damaged. Copy it again, whole.'))
  try {
    const bytes = await readAll(through(packed, new DecompressionStream('deflate-raw')), maxPayloadBytes)
    if (bytes === null)
      return fail(new WorkspaceError('TOO_LARGE', 'This link unpacks to more than 1 MB, so it was not opened.'))
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const payload = v.safeParse(payloadSchema, json)
    if (!payload.success)
      return fail(unreadable(`This link is not one that Hotplug made. ${payload.issues[0].message}`))
    const { name, files, input } = payload.output
    return ok({ source: { name, files: Object.fromEntries(files) }, input })
  } catch {
    return fail(unreadable('This link is damaged. Copy it again, whole.'))
  }
}

function unreadable(message: string): WorkspaceError {
  return new WorkspaceError('UNREADABLE', message)
}

function unsupported(): WorkspaceError {
  return new WorkspaceError('UNSUPPORTED', 'This browser cannot pack or unpack links. Export a zip instead.')
}

function tooLargeToShare(): WorkspaceError {
  return new WorkspaceError('TOO_LARGE', 'This plugin is too large for a link. Export it as a zip instead.')
}

function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
  return new Blob([bytes]).stream().pipeThrough(stream)
}

/** All that the stream gives, or `null` once that is more than `limit` bytes: the rest is never unpacked. */
async function readAll(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}
