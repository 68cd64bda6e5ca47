import type { GrantDuration } from '../../kernel/grant-duration'
import type { Grant } from '../../kernel/host-port'

/** What a permission is, to a person who decides about it. */
export interface PermissionWords {
  /** What the plugin wants to do, after "wants to". */
  readonly wish: string
  /** What it can do with it. */
  readonly allows: string
  /** What it cannot do all the same. */
  readonly limits: string
}

export type PermissionKind = 'storage' | 'sql' | 'net' | 'plugins' | 'clock' | 'random' | 'secrets'

const fixed: Readonly<Record<string, PermissionWords>> = {
  'storage:read': {
    wish: 'read what it has stored',
    allows: 'Read the values that it keeps in a store of its own, in this browser.',
    limits: 'It cannot see what other plugins store, nor your files.',
  },
  'storage:write': {
    wish: 'store values',
    allows: 'Keep, replace and delete values in a store of its own, in this browser.',
    limits: 'It cannot touch what other plugins store, nor fill your disk: the store has a limit.',
  },
  sql: {
    wish: 'use a database',
    allows: 'Read and write a PostgreSQL database of its own, in this browser.',
    limits: 'It cannot see the databases of other plugins, nor any server.',
  },
  'plugins:call': {
    wish: 'call other plugins',
    allows: 'Call any plugin here with any input, and read what it answers.',
    limits: 'It gets none of their permissions, and cannot change their code or their data.',
  },
  clock: {
    wish: 'read the clock',
    allows: 'Ask what day and what time it is.',
    limits: 'It learns nothing else of this computer.',
  },
  random: {
    wish: 'draw random numbers',
    allows: 'Draw numbers from 0 to 1 by chance.',
    limits: 'They are no good for passwords or keys, and tell it nothing of you.',
  },
}

/** `net:https://api.example.com` → `net`. */
export function kindOf(capability: string): PermissionKind {
  return kinds.find((kind) => capability.split(':', 1)[0] === kind) ?? 'plugins'
}

const kinds: readonly PermissionKind[] = ['storage', 'sql', 'net', 'plugins', 'clock', 'random', 'secrets']

/** What comes after the first colon: an origin, the name of a secret. */
export function subjectOf(capability: string): string {
  return capability.slice(capability.indexOf(':') + 1)
}

export function wordsFor(capability: string): PermissionWords {
  const known = Object.hasOwn(fixed, capability) ? fixed[capability] : undefined
  if (known) return known
  const subject = subjectOf(capability)
  if (kindOf(capability) === 'secrets')
    return {
      wish: `read the secret ${subject}`,
      allows: `Read the value that you type in for ${subject}.`,
      limits: 'The value stays out of files, links, exports and logs. It can send it to every address it may reach.',
    }
  return {
    wish: `send requests to ${subject}`,
    allows: `Send any data that it has to ${subject}, and read the answers.`,
    limits: 'None of your cookies or sign-ins go along, and no other address is in reach.',
  }
}

/** How it stands, to people. */
export const grantWords: Readonly<Record<Grant, string>> = {
  ask: 'asks',
  once: 'allowed once',
  session: 'allowed for this session',
  always: 'always allowed',
  denied: 'denied',
}

/** What a person can allow, from the least to the most; each with what the button says. */
export const grantChoices: readonly {
  readonly duration: GrantDuration
  readonly verb: string
  readonly short: string
  readonly explanation: string
}[] = [
  {
    duration: 'once',
    verb: 'Allow once',
    short: 'Once',
    explanation: 'For the next call that uses it; in a stream, for the next batch',
  },
  {
    duration: 'session',
    verb: 'Allow for this session',
    short: 'This session',
    explanation: 'Until this page is closed or loaded anew',
  },
  {
    duration: 'always',
    verb: 'Allow always',
    short: 'Always',
    explanation: 'Until you take it back',
  },
]

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const [last = '', ...before] = [...parts].reverse()
  return before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`
}

/** `storage wants to read what it has stored and use a database`. */
export function wishOf(plugin: string, capabilities: readonly string[]): string {
  return `${plugin} wants to ${listed(capabilities.map((capability) => wordsFor(capability).wish))}`
}
