import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './test/support/chromium'

const { HOTPLUG_URL: baseURL } = process.env

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  globalSetup: './test/support/serve-dist.ts',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  // How long a busy machine may take, not how long the product should: the bench holds the times.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    // Set by the global setup, which runs before any worker reads this.
    ...(baseURL === undefined ? {} : { baseURL }),
    browserName: 'chromium',
    headless: true,
    launchOptions: chromiumLaunchOptions(),
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  },
})
