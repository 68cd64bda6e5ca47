import type { Net, NetRequestOptions, NetResponse } from '../../sdk'
import type { AskHost } from './host-requests'
import { decodeText, freeze, parse, PrivatePromise, promiseThen } from './primordials'
import type { HostRequests } from '../protocol'

/** A promise of what `work` gives, or of what it throws. */
function promised<Value>(work: () => Value): Promise<Value> {
  return new PrivatePromise((resolve) => resolve(work()))
}

function createResponse({ status, headers, body }: HostRequests['net.fetch']['result']): NetResponse {
  const text = () => decodeText(body)
  return freeze({
    status,
    headers: freeze(headers),
    text: () => promised(text),
    json: <Value>() => promised(() => parse(text()) as Value),
    bytes: () => promised(() => body),
  })
}

export function createNet(ask: AskHost): Net {
  return freeze({
    fetch(url: string, { method = 'GET', headers = {}, body }: NetRequestOptions = {}) {
      const answer = ask('net.fetch', { url, method, headers, body: body ?? null })
      return new PrivatePromise<NetResponse>((resolve, reject) =>
        promiseThen(answer, (response) => resolve(createResponse(response)), reject),
      )
    },
  })
}
