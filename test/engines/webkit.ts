import { spawn, type ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { callText, type Engine, type Key } from './engine'
import { startSession, untilReady } from './web-driver'

/** What WebDriver calls the keys that have no character. */
const keyCodes: Readonly<Record<string, string>> = {
  Home: '\ue011',
  End: '\ue010',
  Escape: '\ue00c',
  Enter: '\ue007',
  Delete: '\ue017',
}

const controlKey = '\ue009'

/** WebKitGTK's MiniBrowser on a screen of its own, over plain WebDriver. */
export async function startWebKit(miniBrowser: string): Promise<Engine> {
  const screen = await startXvfb()
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: screen.display, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
  })
  const server = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await end(driver)
    await end(screen.process)
  }
  try {
    await untilReady(server, 20_000)
    const session = await startSession(server, {
      'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
    })
    await session.send('POST', '/timeouts', { script: 60_000, pageLoad: 60_000 })
    await session.send('POST', '/window/rect', { x: 0, y: 0, width: 1440, height: 900 })

    const act = (keys: readonly (readonly [type: 'keyDown' | 'keyUp', value: string])[]): Promise<unknown> =>
      session.send('POST', '/actions', {
        actions: [{ type: 'key', id: 'keyboard', actions: keys.map(([type, value]) => ({ type, value })) }],
      })

    return {
      name: 'WebKitGTK',
      async open(url) {
        await session.send('POST', '/url', { url })
      },
      async evaluate(work, argument) {
        const script = `const done = arguments[arguments.length - 1]
          Promise.resolve().then(() => ${callText(work, argument)}).then(
            (value) => done(JSON.stringify({ value })),
            (error) => done(JSON.stringify({ error: String(error) })))`
        const text = (await session.send('POST', '/execute/async', { script, args: [] })) as string
        const outcome = JSON.parse(text) as { value?: Awaited<ReturnType<typeof work>>; error?: string }
        if (outcome.error !== undefined) throw new Error(outcome.error)
        return outcome.value as Awaited<ReturnType<typeof work>>
      },
      async press(key: Key, { control = false } = {}) {
        const value = keyCodes[key] ?? key
        const pressed = [
          ['keyDown', value],
          ['keyUp', value],
        ] as const
        await act(control ? [['keyDown', controlKey], ...pressed, ['keyUp', controlKey]] : pressed)
      },
      async reload() {
        await session.send('POST', '/refresh', {})
      },
      async screenshot(path) {
        await writeFile(path, Buffer.from((await session.send('GET', '/screenshot')) as string, 'base64'))
      },
      async close() {
        await session.send('DELETE', '').catch(() => undefined) // The browser may be gone already.
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A screen without a monitor, with a number that is free. */
async function startXvfb(): Promise<{ display: string; process: ChildProcess }> {
  const started = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1500x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const numbers = started.stdio[3] as Readable
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    numbers.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
    started.once('error', reject)
    started.once('exit', () => reject(new Error('Xvfb did not start.')))
  })
  return { display: `:${number}`, process: started }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('There is no free port.'))
      })
    })
  })
}
