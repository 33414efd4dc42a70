import {
  BrowserClient,
  createTransport,
  defaultStackParser,
  type ErrorEvent,
  Scope,
} from '@sentry/react'
import type { Kind } from '../errors'
import type { Report } from './report'
import { scrub } from './scrub'

const LEVELS: Partial<Record<Kind, 'error' | 'warning' | 'info'>> = {
  server: 'error',
  network: 'warning',
  permission: 'warning',
  busy: 'warning',
}
const AGAIN_AFTER = 5_000
const TRIES = 20

const online = () =>
  navigator.onLine
    ? Promise.resolve()
    : new Promise((back) => addEventListener('online', back, { once: true }))

/** Without a network a report waits, in memory only: nothing is left on the device. */
async function deliver(url: string, body: BodyInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    await online()
    try {
      return await fetch(url, { method: 'POST', body, referrerPolicy: 'no-referrer' })
    } catch (error) {
      if (attempt === TRIES) throw error
      await new Promise((later) => setTimeout(later, AGAIN_AFTER))
    }
  }
}

/** Nothing of what the kit gathers by itself: no clicks, no requests, no console, no addresses. */
export function reporter(dsn: string): (report: Report) => void {
  const client = new BrowserClient({
    dsn,
    integrations: [],
    stackParser: defaultStackParser,
    sendClientReports: false,
    beforeSend: (event: ErrorEvent) => scrub(event),
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const { status, headers } = await deliver(options.url, body as BodyInit)
        return {
          statusCode: status,
          headers: {
            'x-sentry-rate-limits': headers.get('X-Sentry-Rate-Limits'),
            'retry-after': headers.get('Retry-After'),
          },
        }
      }),
  })
  client.init()
  return ({ error, trail, ...tags }) => {
    const scope = new Scope()
    scope.setClient(client)
    scope.setTags(tags)
    scope.setLevel(LEVELS[tags.kind] ?? 'info')
    for (const { at, route } of trail)
      scope.addBreadcrumb({ timestamp: at / 1000, category: 'navigation', data: { route } })
    client.captureException(error, undefined, scope)
  }
}
