/** `npm run test:engines [firefox | webkit]`: the main job on the built site, in the engines beside Chromium. */
import { mkdirSync } from 'node:fs'
import { distFolder } from '../support/serve-dist'
import { startStaticServer } from '../support/static-server'
import { checks } from './checks'
import type { Engine } from './engine'
import { ensureEngines } from './ensure-engines'
import { startFirefox } from './firefox'
import { startWebKit } from './webkit'

const tally = { passed: 0, failed: 0 }

async function main(chosen: readonly string[]): Promise<void> {
  const paths = ensureEngines((line) => console.log(line))
  const engines: Readonly<Record<string, () => Promise<Engine>>> = {
    firefox: () => startFirefox(paths.firefox),
    webkit: () => startWebKit(paths.miniBrowser),
  }
  const unknown = chosen.filter((name) => !Object.hasOwn(engines, name))
  if (unknown.length > 0) throw new Error(`There is no engine ${unknown.join(', ')}; there are firefox and webkit.`)
  const server = await startStaticServer({ folder: distFolder(), path: '/some/where/' })
  try {
    for (const [name, start] of Object.entries(engines)) {
      if (chosen.length === 0 || chosen.includes(name)) await runChecks(name, start, server.url)
    }
  } finally {
    await server.close()
  }
}

/** The checks build upon each other, so after one that fails the others of this engine are not run, and count as failed. */
async function runChecks(name: string, start: () => Promise<Engine>, url: string): Promise<void> {
  const engine = await start()
  console.log(engine.name)
  try {
    for (const [index, check] of checks.entries()) {
      const since = performance.now()
      try {
        await check.run(engine, url)
        tally.passed++
        console.log(`  ✓ ${check.name} (${((performance.now() - since) / 1000).toFixed(1)} s)`)
      } catch (error) {
        tally.failed += checks.length - index
        console.log(`  ✗ ${check.name}: ${error instanceof Error ? error.message : String(error)}`)
        mkdirSync('test-results', { recursive: true })
        await engine.screenshot(`test-results/${name}.png`).then(
          () => console.log(`    The page then: test-results/${name}.png`),
          () => console.log('    The browser gave no picture of the page.'),
        )
        return
      }
    }
  } finally {
    await engine.close()
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
  tally.failed++
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1
