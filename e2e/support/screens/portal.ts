import type { Page } from '@playwright/test'
import { unpaid, withFiles, withPayment } from './furnish'
import { NEVER_EMPTY, type Screen, type Setting } from './screen'

const VISITS = /^\/api\/scheduling\/appointments$/

/** Of the first visit that can be: the next one may have begun. */
const dialog = (button: string) => async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name: button }).first().click()
}

const toPaying = async ({ desk }: Setting) =>
  `/portal/pay/${(await unpaid(await desk('brightside', 'patient'), 1)).id}`

export const forPatients: readonly Screen[] = [
  { name: 'portal', route: '/portal/', who: 'patient', shows: /My visits/, asks: VISITS },
  {
    name: 'portal-move',
    route: '/portal/',
    who: 'patient',
    reach: dialog('Move'),
    asks: /^\/api\/scheduling\/availability$/,
  },
  { name: 'portal-cancel', route: '/portal/', who: 'patient', reach: dialog('Cancel') },
  {
    name: 'portal-files',
    route: '/portal/files',
    path: async (setting) => {
      await withFiles(setting, 'sorriso')
      return '/portal/files'
    },
    who: 'patient',
    clinic: 'sorriso',
    asks: /^\/api\/files$/,
  },
  {
    name: 'portal-payments',
    route: '/portal/payments',
    path: async (setting) => {
      await withPayment(setting)
      return '/portal/payments'
    },
    who: 'patient',
    asks: /^\/api\/payments(\/cards)?$/,
  },
  {
    name: 'portal-profile',
    route: '/portal/profile',
    who: 'patient',
    clinic: 'sorriso',
    asks: /^\/api\/(patients\/me|messages\/preferences|scheduling\/appointments|auth\/sessions)$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'portal-pay',
    route: '/portal/pay/$appointment',
    who: 'patient',
    path: toPaying,
    asks: /^\/api\/scheduling\/appointments\/[^/]+$/,
    states: NEVER_EMPTY,
  },
]
