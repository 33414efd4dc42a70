import { defineConfig } from '@playwright/test'
import tests from './playwright.config'

/** Measurements of the built web app in Chromium; each says whether it needs a server behind it. */
export default defineConfig({
  testDir: './bench',
  testMatch: /(first-load|booking-inp|week-view)\.ts/,
  outputDir: './artifacts/bench',
  reporter: [['line']],
  workers: 1,
  timeout: 120_000,
  ...(tests.use ? { use: { ...tests.use, trace: 'off', screenshot: 'off' } } : {}),
})
