import * as v from 'valibot'
import { capabilityRequests, type CapabilityRequest } from './capability-requests'
import type { EventBus } from './events'
import type { CallFrame } from './call-frame'
import type { Instance, OnAsk } from './instance'
import type { Permissions } from './permissions'
import type { GuestFault } from './guest-fault'
import type { CapabilityAnswer, CapabilityMethod, HostMethod, HostRequest, HostRequests } from './host-port'
import type { Redactor } from './redaction'
import { fail, type Result } from './result'

/** One request whose shape is right. */
export interface Ask<Method extends HostMethod> {
  readonly instance: Instance
  readonly params: HostRequests[Method]['params']
  readonly signal: AbortSignal
  /** The call that asks; `null` outside of any. */
  readonly frame: CallFrame | null
}

/** How requests of one method are read and answered. */
export interface Answerer<Method extends HostMethod> {
  /** Makes a clean copy of what the guest sent. */
  readonly params: v.GenericSchema<unknown, HostRequests[Method]['params']>
  /** Never rejects. */
  answer(ask: Ask<Method>): Promise<Result<HostRequests[Method]['result'], GuestFault>>
  /** Told of a request of another shape. */
  refused?(instance: Instance, frame: CallFrame | null): void
}

/** Every {@link HostMethod} with its answerer. */
export type Answerers = { readonly [Method in HostMethod]: Answerer<Method> }

/** Finds who answers a request, and reads it for them. */
export function createOnAsk(answerers: Answerers, events: EventBus): OnAsk {
  return async (instance, request, frame) => {
    const { method } = request
    if (isHostMethod(answerers, method)) return read(answerers[method], instance, request, frame)
    const { plugin, version, generation } = instance.build
    events.emit({ type: 'dropped', plugin, version, generation, what: 'forged messages', count: 1 })
    return fail({ code: 'INTERNAL', message: 'There is no such request.' })
  }
}

function isHostMethod(answerers: Answerers, method: string): method is HostMethod {
  return Object.hasOwn(answerers, method)
}

async function read<Method extends HostMethod>(
  { params: schema, answer, refused }: Answerer<Method>,
  instance: Instance,
  { method, params, signal }: HostRequest,
  frame: CallFrame | null,
): Promise<Result<HostRequests[Method]['result'], GuestFault>> {
  const checked = v.safeParse(schema, params, { abortEarly: true })
  if (checked.success) return answer({ instance, params: checked.output, signal, frame })
  refused?.(instance, frame)
  return fail({ code: 'INPUT', message: `${method}: ${checked.issues[0].message}` })
}

/** What the audit list says of a request that cannot be read. */
export const wrongShape = 'a request of the wrong shape'

/** The answerers of all that needs a grant. */
export function createCapabilityAnswerers(
  permissions: Permissions,
  { hide }: Pick<Redactor, 'hide'>,
): Pick<Answerers, CapabilityMethod> {
  function answererOf<Method extends CapabilityMethod>(method: Method): Answerer<Method> {
    const { params, kind, capability, detail }: CapabilityRequest<Method> = capabilityRequests[method]
    return {
      params,
      async answer({ params, ...asked }) {
        const needed = capability(params)
        const use = { ...asked, detail: detail(params) }
        if (needed.ok)
          return permissions.allow({ ...use, capability: needed.value }, async (owner, signal, { capabilities }) => {
            const capability: CapabilityAnswer<Method> | undefined = capabilities[method]
            return capability ? capability(owner, params, signal) : fail(leftOut(method))
          })
        permissions.refuse({ ...use, capability: kind })
        return fail({ code: 'INPUT', message: `${method}: ${needed.error}` })
      },
      refused(instance, frame) {
        permissions.refuse({ instance, frame, capability: kind, detail: wrongShape })
      },
    }
  }
  const secrets = answererOf('secrets.get')
  return {
    'storage.get': answererOf('storage.get'),
    'storage.set': answererOf('storage.set'),
    'storage.delete': answererOf('storage.delete'),
    'storage.keys': answererOf('storage.keys'),
    'sql.query': answererOf('sql.query'),
    'net.fetch': answererOf('net.fetch'),
    'clock.now': answererOf('clock.now'),
    'random.next': answererOf('random.next'),
    'secrets.get': {
      ...secrets,
      async answer(ask) {
        const secret = await secrets.answer(ask)
        if (secret.ok) hide(secret.value)
        return secret
      },
    },
  }
}

function leftOut(method: CapabilityMethod): GuestFault {
  return { code: 'CAPABILITY', message: `This Hotplug has no ${method}.` }
}
