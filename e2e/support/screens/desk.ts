import type { Page } from '@playwright/test'
import { withFiles } from './furnish'
import { NEVER_EMPTY, type Screen, type Setting } from './screen'

const CALENDAR = /^\/api\/scheduling\/calendar$/

const openVisit = async (page: Page) => {
  const card = page.getByRole('button', { name: /^\d\d:\d\d .*, (Scheduled|Confirmed), / })
  await card.first().click()
}

/** What three patients came for is done without a network, and waits. */
const leaveUnsent = async (page: Page) => {
  const cards = page.getByRole('button', {
    name: /^\d\d:\d\d .*, (Scheduled|Confirmed), with [^,]+$/,
  })
  await cards.first().waitFor()
  // No worker keeps the app here: what is needed later must have come before.
  const line = page.getByRole('button', { name: /What waits to be sent$/ })
  await line.click()
  const waiting = page.getByRole('dialog', { name: 'Waiting to be sent' })
  await waiting.getByRole('button', { name: 'Close' }).click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await cards.first().click()
  await drawer.getByRole('button', { name: 'Close' }).click()
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  for (let count = 0; count < 3; count += 1) {
    await cards.first().click()
    await drawer.getByRole('button', { name: 'Check in', exact: true }).click()
    await drawer.getByRole('button', { name: 'Close' }).click()
  }
  await line.click()
}

const aMonday =
  (view?: string) =>
  async ({ desk }: Setting) => {
    const day = await (await desk('brightside')).day(0, 0)
    return `/staff?${view ? `view=${view}&` : ''}day=${day}`
  }

/** A part of the patient's page, which on a phone is further down. */
const TABS = '[role=tablist]'

const aPatient = (show?: string) => async (setting: Setting) => {
  const id = await withFiles(setting, 'brightside')
  return `/staff/patients/${id}${show ? `?show=${show}` : ''}`
}

const patient = { route: '/staff/patients/$patient', who: 'manager' } as const
const calendar = { route: '/staff/', who: 'manager' } as const
const press = (key: string) => async (page: Page) => {
  await page.getByRole('button', { name: /^(New visit|New patient)$/ }).waitFor()
  await page.keyboard.press(key)
  await page.getByRole('dialog').waitFor()
}

export const forTheDesk: readonly Screen[] = [
  { name: 'staff-today', route: '/staff/today', who: 'reception', asks: CALENDAR },
  {
    name: 'staff-today-pt',
    route: '/staff/today',
    who: 'reception',
    clinic: 'sorriso',
  },
  {
    name: 'staff-offline',
    route: '/staff/today',
    who: 'reception',
    reach: async (page) => {
      await page.getByText(/^as of /).waitFor()
      await page.context().setOffline(true)
    },
  },
  {
    name: 'staff-unsent',
    ...calendar,
    path: aMonday(),
    reach: leaveUnsent,
    shows: /^Waiting to be sent$/,
  },
  { name: 'staff-day', ...calendar, path: aMonday(), asks: CALENDAR },
  { name: 'staff-week', ...calendar, path: aMonday('week'), asks: CALENDAR },
  { name: 'staff-month', ...calendar, path: aMonday('month'), asks: CALENDAR },
  {
    name: 'staff-visit',
    ...calendar,
    path: aMonday(),
    reach: openVisit,
    asks: /^\/api\/scheduling\/appointments\/[^/]+$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-new-visit',
    ...calendar,
    path: aMonday(),
    reach: (page) => page.getByRole('button', { name: 'New visit' }).click(),
  },
  { name: 'staff-calendar-keys', ...calendar, path: aMonday(), reach: press('?') },
  {
    name: 'staff-palette',
    route: '/staff/patients',
    who: 'manager',
    reach: press('Control+k'),
  },
  { name: 'staff-keys', route: '/staff/patients', who: 'manager', reach: press('?') },

  { name: 'staff-patients', route: '/staff/patients', who: 'manager', asks: /^\/api\/patients$/ },
  {
    name: 'staff-new-patient',
    route: '/staff/patients',
    who: 'manager',
    reach: (page) => page.getByRole('button', { name: 'New patient' }).click(),
  },
  {
    name: 'staff-patient',
    ...patient,
    path: aPatient(),
    asks: /^\/api\/(scheduling\/appointments|files|payments|messages)$/,
  },
  {
    name: 'staff-patient-files',
    ...patient,
    path: aPatient('files'),
    from: TABS,
    asks: /^\/api\/files$/,
  },
  {
    name: 'staff-patient-payments',
    ...patient,
    path: aPatient('payments'),
    from: TABS,
    asks: /^\/api\/payments(\/cards)?$/,
  },
  {
    name: 'staff-patient-messages',
    ...patient,
    path: aPatient('messages'),
    from: TABS,
    asks: /^\/api\/messages$/,
  },
  {
    name: 'staff-patient-wishes',
    ...patient,
    path: aPatient('preferences'),
    from: TABS,
    asks: /^\/api\/messages\/preferences\/[^/]+$/,
    states: NEVER_EMPTY,
  },
]
