import { createServer } from 'node:net'
import { chromium } from '@playwright/test'
import lighthouse, { type Flags, type Result } from 'lighthouse'
import tests from '../playwright.config'

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** One run with Lighthouse's own settings, which are a phone's, in a browser that has seen nothing. */
export async function audited(url: string, flags: Flags = {}): Promise<Result> {
  const port = await freePort()
  const options = tests.use?.launchOptions ?? {}
  const args = [...(options.args ?? []), `--remote-debugging-port=${port}`]
  const browser = await chromium.launch({ ...options, args })
  try {
    const run = await lighthouse(url, { ...flags, port, logLevel: 'error' })
    if (!run) throw new Error(`Lighthouse said nothing of ${url}.`)
    return run.lhr
  } finally {
    await browser.close()
  }
}
