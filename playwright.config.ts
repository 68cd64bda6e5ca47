import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './test/support/chromium'

const { HOTPLUG_URL: baseURL } = process.env

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  globalSetup: './test/support/serve-dist.ts',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  use: {
    // Set by the global setup, which runs before any worker reads this.
    ...(baseURL === undefined ? {} : { baseURL }),
    browserName: 'chromium',
    headless: true,
    launchOptions: chromiumLaunchOptions(),
    trace: 'retain-on-failure',
  },
})
