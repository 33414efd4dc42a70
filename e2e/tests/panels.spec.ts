import type { Page } from '@playwright/test'
import { expect, test } from '../support/test'

type Part = {
  of: string
  who?: string
  path: string
  /** Whose answers fail. */
  fails: (url: URL) => boolean
  /** What is there all the same. */
  stays: (page: Page) => ReturnType<Page['getByRole']>
  /** What comes with the answer. */
  comes: (page: Page) => ReturnType<Page['getByRole']>
}

/** Some of these are the largest parts of the application to load. */
const LOADED = { timeout: 30_000 }

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true })
const to = (pathname: string) => (url: URL) => url.pathname === pathname

const parts: readonly Part[] = [
  {
    of: 'the numbers',
    who: 'manager',
    path: '/staff/analytics',
    fails: (url) =>
      url.pathname === '/api/analytics/breakdown' && url.searchParams.get('by') === 'source',
    stays: heading('Occupancy by clinician'),
    comes: heading('Where bookings come from'),
  },
  {
    of: 'a clinic’s page',
    path: '/clinic/brightside',
    fails: to('/api/scheduling/providers'),
    stays: heading('What we do'),
    comes: heading('Who you will meet'),
  },
  {
    of: 'a patient’s payments',
    who: 'patient',
    path: '/portal/payments',
    fails: to('/api/payments'),
    stays: heading('Kept cards'),
    // Whatever other tests have paid for this patient.
    comes: (page) =>
      page.getByText('Nothing paid online yet.').or(page.getByRole('listitem', { name: '£' })),
  },
  {
    of: 'a patient’s profile',
    who: 'patient',
    path: '/portal/profile',
    fails: to('/api/messages/preferences'),
    stays: (page) => page.getByLabel('Full name'),
    comes: (page) => page.getByRole('switch', { name: 'E-mail' }),
  },
  {
    of: 'the deliveries',
    who: 'admin',
    path: '/staff/operations/deliveries',
    fails: to('/api/deliveries/summary'),
    stays: heading('Nothing is held'),
    comes: (page) => page.getByText('waiting', { exact: true }),
  },
  {
    of: 'the audit trail',
    who: 'admin',
    path: '/staff/audit',
    fails: to('/api/audit/state'),
    stays: (page) => page.getByLabel('What was done'),
    comes: (page) => page.getByText(/sealed into the chain/),
  },
]

for (const { of, who, path, fails, stays, comes } of parts)
  test(`a part of ${of} fails alone, and is asked again alone`, async ({ page, enter }) => {
    if (who) await enter('brightside', who)
    await page.route(fails, (route) => route.fulfill({ status: 500, json: { code: 'internal' } }))
    await page.goto(path)
    const failure = page.getByRole('alert').filter({ hasText: 'Something broke on our side' })
    await expect(failure).toHaveCount(1, LOADED)
    await expect(stays(page).first()).toBeVisible(LOADED)
    await page.unrouteAll()
    await failure.getByRole('button', { name: 'Try again' }).click()
    await expect(comes(page).first()).toBeVisible()
    await expect(failure).toHaveCount(0)
  })
