import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumArgs, findChromium } from './test/support/chromium'
import { letDetachedFramesPass } from './test/support/detached-frames'
import { hostilePages } from './test/support/hostile-pages'
import { InOrder } from './test/support/in-order'
import { heardByServer } from './test/support/listening-server'
import { netServers } from './test/support/net-servers'
import { probeRequests } from './test/support/probe-requests'

letDetachedFramesPass()

const executablePath = findChromium()
const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const resolve = {
  alias: [
    { find: /^hotplug$/, replacement: pathOf('./src/sdk/index.ts') },
    { find: /^hotplug\/testing$/, replacement: pathOf('./src/sdk/testing.ts') },
  ],
}

export default defineConfig({
  test: {
    sequence: { sequencer: InOrder },
    projects: [
      {
        extends: './vite.config.ts',
        resolve,
        test: {
          name: 'unit',
          environment: 'node',
          testTimeout: 30_000,
          include: ['test/unit/**/*.test.ts', 'test/architecture/*.test.ts', 'plugins/*/*.test.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        plugins: [hostilePages(), probeRequests()],
        resolve,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'test/faults/**/*.test.ts'],
          testTimeout: 30_000,
          provide: { runtime: 'worker' },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { heardByServer, netServers },
            provider: playwright({
              launchOptions: { args: chromiumArgs(), ...(executablePath === null ? {} : { executablePath }) },
            }),
            instances: [
              { browser: 'chromium' },
              {
                browser: 'chromium',
                name: 'browser (interpreter)',
                include: ['test/browser/sandbox/**/*.test.ts'],
                // Those speak for the guest: which one it is says nothing.
                exclude: ['test/browser/sandbox/hostile-*.test.ts'],
                provide: { runtime: 'interpreter' },
              },
            ],
          },
        },
      },
    ],
  },
})
