import * as v from 'valibot'
import { MiB } from './bytes'
import type { CapabilityMethod, HostRequests } from './host-port'
import { fail, ok, type Result } from './result'
import { statementOutline } from './statement-outline'

/** How a request is read, and what it needs. */
export interface CapabilityRequest<Method extends CapabilityMethod> {
  /** Makes a clean copy of what the guest sent. */
  readonly params: v.GenericSchema<unknown, HostRequests[Method]['params']>
  /** What the audit list says where the request makes no sense. */
  readonly kind: string
  /** The capability, as the manifest names it; a sentence where there is none for this. */
  capability(params: HostRequests[Method]['params']): Result<string, string>
  /** What the audit list says. */
  detail(params: HostRequests[Method]['params']): string
}

export type CapabilityRequests = { readonly [Method in CapabilityMethod]: CapabilityRequest<Method> }

/** In characters, entries and bytes. */
const bounds = { key: 200, url: 8_192, headers: 100, header: 8_192, body: 16 * MiB, statement: MiB, params: 10_000 }

// Nothing is ever looked up by such a key as if it were a path, and nothing ever should be.
const climbs = /(^|[\\/])\.\.?([\\/]|$)/
const control = /\p{Cc}/u

const keyText = v.pipe(
  v.string('A key is a text.'),
  v.maxLength(bounds.key, `A key has ${bounds.key} characters at most.`),
  v.check((key) => !climbs.test(key), 'A key has no part that is "." or "..".'),
  v.check((key) => !control.test(key), 'A key has no control characters.'),
)
const key = v.pipe(keyText, v.minLength(1, 'A key has 1 character at least.'))

/** The name of a secret, as the manifest has it after `secrets:`. */
export const secretName = v.pipe(
  v.string('The name of a secret is a text.'),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'The name of a secret has letters, digits, "_" and "-", 64 in all.'),
)

const netRequest = v.object({
  url: v.pipe(v.string('The address is a text.'), v.maxLength(bounds.url, 'The address is too long.')),
  method: v.pipe(
    v.string('The method is a text.'),
    v.toUpperCase(),
    v.regex(
      /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/,
      'The method is GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.',
    ),
  ),
  headers: v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(/^[\w!#$%&'*+.^`|~-]{1,200}$/, 'That is no name of a header.')),
      v.pipe(
        v.string('A header is a text.'),
        v.maxLength(bounds.header, 'A header is too long.'),
        v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'A header has a character that none can have.'),
      ),
      'The headers are an object of texts.',
    ),
    v.check((headers) => Object.keys(headers).length <= bounds.headers, 'There are too many headers.'),
  ),
  body: v.pipe(
    v.nullable(v.union([v.string(), v.instance(Uint8Array)], 'The body is a text or a Uint8Array.')),
    v.check((body) => (body?.length ?? 0) <= bounds.body, 'The body is too large: the limit is 16 MB.'),
  ),
})

const nothing = v.object({})

export const capabilityRequests: CapabilityRequests = {
  'storage.get': storage('storage:read', v.object({ key })),
  'storage.set': storage('storage:write', v.object({ key, value: v.unknown() })),
  'storage.delete': storage('storage:write', v.object({ key })),
  'storage.keys': {
    kind: 'storage:read',
    params: v.object({ prefix: keyText }),
    capability: () => ok('storage:read'),
    detail: ({ prefix }) => `${prefix}*`,
  },
  'sql.query': {
    kind: 'sql',
    params: v.object({
      text: v.pipe(v.string('A statement is a text.'), v.maxLength(bounds.statement, 'The statement is too long.')),
      params: v.pipe(
        v.array(v.unknown(), 'The params of a statement are a list.'),
        v.maxLength(bounds.params, 'The statement has too many params.'),
      ),
    }),
    capability: () => ok('sql'),
    detail: ({ text }) => statementOutline(text),
  },
  'net.fetch': {
    kind: 'net',
    params: netRequest,
    capability({ url }) {
      const origin = originOf(url)
      return origin.ok ? ok(`net:${origin.value}`) : origin
    },
    // What follows the path may be anybody's key.
    detail: ({ method, url }) => `${method} ${url.split(/[?#]/, 1)[0] ?? ''}`,
  },
  'clock.now': { kind: 'clock', params: nothing, capability: () => ok('clock'), detail: () => '' },
  'random.next': { kind: 'random', params: nothing, capability: () => ok('random'), detail: () => '' },
  'secrets.get': {
    kind: 'secrets',
    params: v.object({ name: secretName }),
    capability: ({ name }) => ok(`secrets:${name}`),
    detail: ({ name }) => name,
  },
}

function storage<Params extends { readonly key: string }>(
  capability: 'storage:read' | 'storage:write',
  params: v.GenericSchema<unknown, Params>,
) {
  return { kind: capability, params, capability: () => ok(capability), detail: ({ key }: Params) => key }
}

/** The origin that an address leads to, as the browser will read it. */
export function originOf(address: string): Result<string, string> {
  if (!URL.canParse(address)) return fail('That is no whole address, such as https://api.example.com/people.')
  const { protocol, username, password, origin } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return fail('Only http: and https: addresses can be fetched.')
  if (username !== '' || password !== '') return fail('An address must not hold a name or a password.')
  return ok(origin)
}

/** A capability in the one form that is compared: of `net:`, the origin without what goes without saying. */
export function canonical(capability: string): string {
  if (!capability.startsWith('net:')) return capability
  const origin = originOf(capability.slice('net:'.length))
  return origin.ok ? `net:${origin.value}` : capability
}
