import {
  pluginError,
  type Phase,
  type PluginError,
  type PluginErrorCause,
  type PluginErrorCode,
  type Position,
  type Subject,
} from './errors'
import type { GuestFault } from './guest-fault'
import type { GuestMethod } from './guest-port'
import type { CompiledModule } from './ports'

/** Under which code and phase a failure of each request is told. */
export const requestFailure: Readonly<Record<GuestMethod, { readonly code: PluginErrorCode; readonly phase: Phase }>> =
  {
    load: { code: 'LOAD', phase: 'load' },
    validateConfig: { code: 'CONFIG', phase: 'config' },
    init: { code: 'INIT', phase: 'init' },
    restore: { code: 'STATE', phase: 'restore' },
    healthCheck: { code: 'HEALTH', phase: 'probe' },
    execute: { code: 'EXECUTE', phase: 'execute' },
    executeBatch: { code: 'EXECUTE', phase: 'execute' },
    flush: { code: 'EXECUTE', phase: 'execute' },
    snapshot: { code: 'STATE', phase: 'snapshot' },
    shutdown: { code: 'SHUTDOWN', phase: 'shutdown' },
  }

/** Codes that say more than the request's own: they are kept whatever was asked. */
const specific: ReadonlySet<PluginErrorCode> = new Set([
  'CRASHED',
  'MEMORY',
  'FLOOD',
  'UNRESPONSIVE',
  'CANCELLED',
  'CLONE',
  'OUTPUT',
  'INPUT',
  'UNHANDLED',
  'TIMEOUT',
  'INTERNAL',
  'PERMISSION',
])

/** A guest's failure as the author's: with the request's code, and places in the author's own files. */
export async function guestError(
  method: GuestMethod,
  fault: GuestFault,
  subject: Subject,
  module: CompiledModule,
): Promise<PluginError> {
  const { code, phase } = requestFailure[method]
  return faultError(specific.has(fault.code) ? fault.code : code, phase, fault, subject, module)
}

/** The end of a worker just before it would have served; told at once, without places, as nothing may come between. */
export function earlyEnd({ code, message, hint }: GuestFault, subject: Subject): PluginError {
  return pluginError(code, 'commit', subject, message, { hint })
}

/** A guest's failure under the given code. */
export async function faultError(
  code: PluginErrorCode,
  phase: Phase,
  fault: GuestFault,
  subject: Subject,
  module: CompiledModule,
): Promise<PluginError> {
  const { position, stack } = await mapFrames(fault, module)
  const cause = fault.cause ? await mapCause(fault.cause, module) : undefined
  const { hint, retryable } = fault
  return pluginError(code, phase, subject, fault.message, { hint, position, stack, cause, retryable })
}

async function mapCause(fault: GuestFault, module: CompiledModule): Promise<PluginErrorCause> {
  const { stack } = await mapFrames(fault, module)
  return {
    message: fault.message,
    ...(stack === undefined ? {} : { stack }),
    ...(fault.cause ? { cause: await mapCause(fault.cause, module) } : {}),
  }
}

interface MappedFrames {
  readonly position: Position | undefined
  readonly stack: string | undefined
}

async function mapFrames(fault: GuestFault, module: CompiledModule): Promise<MappedFrames> {
  const lines: string[] = []
  let position: Position | undefined
  for (const frame of fault.frames ?? []) {
    const place = await module.locate(frame.line, frame.column)
    if (!place) continue
    position ??= place
    lines.push(`    at ${frame.functionName ?? '(anonymous)'} (${place.file}:${place.line}:${place.column})`)
  }
  return { position, stack: lines.length > 0 ? [fault.message, ...lines].join('\n') : undefined }
}
