import { protocolVersion } from '../../../src/sandbox/protocol'

/**
 * A sandbox page whose guest does not keep to the protocol: what a plugin could do if it ever got hold of the port.
 * The script sees `port` and `control`, and calls `up()` to be taken for ready.
 */
export function hostilePage(script: string): URL {
  const url = new URL('/hostile-sandbox.html', location.href)
  url.searchParams.set(
    'script',
    `addEventListener('message', (event) => {
      const [port, control] = event.ports
      globalThis.kept = [port, control]
      const up = () => port.postMessage({ type: 'ready', protocol: ${protocolVersion} })
      const onRequest = (answer) => {
        port.onmessage = ({ data }) => {
          if (data.type === 'ping') port.postMessage({ type: 'pong', beat: data.beat })
          if (data.type === 'request') answer(data)
          if (data.type === 'requests') data.requests.forEach(answer)
        }
      }
      const alive = () => { control.onmessage = ({ data }) => control.postMessage({ type: 'pong', beat: data.beat }) }
      ${script}
    }, { once: true })`,
  )
  return url
}
