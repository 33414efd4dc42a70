import { withPayment } from './furnish'
import { NEVER_EMPTY, type Screen, type Setting } from './screen'

const aProvider = async ({ desk }: Setting) =>
  `/staff/providers/${(await (await desk('sorriso')).provider('Dr. Rafael Moreira')).id}`

/** The office speaks Portuguese here, so that both languages are looked at. */
const office = { who: 'manager', clinic: 'sorriso' } as const
const money = (show?: string) =>
  ({
    route: '/staff/payments',
    who: 'admin',
    path: async (setting: Setting) => {
      await withPayment(setting)
      return `/staff/payments${show ? `?show=${show}` : ''}`
    },
  }) as const

export const forTheOffice: readonly Screen[] = [
  {
    name: 'staff-analytics',
    route: '/staff/analytics',
    ...office,
    asks: /^\/api\/analytics\//,
    emptyAt: '/staff/analytics?period=custom&from=2020-01-01&to=2020-01-31',
  },
  { name: 'staff-payments', ...money(), asks: /^\/api\/payments$/ },
  {
    name: 'staff-ledger',
    ...money('ledger'),
    asks: /^\/api\/payments\/ledger/,
  },
  { name: 'staff-papers', ...money('reports'), asks: /^\/api\/payments\/invoices$/ },
  {
    name: 'staff-terms',
    ...money('terms'),
    asks: /^\/api\/(payments\/(settings|policies)|services)/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-account',
    ...money('account'),
    asks: /^\/api\/payments\/account$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-providers',
    route: '/staff/providers',
    ...office,
    asks: /^\/api\/providers$/,
  },
  {
    name: 'staff-provider',
    route: '/staff/providers/$provider',
    ...office,
    path: aProvider,
    asks: /^\/api\/providers\/[^/]+$/,
    states: NEVER_EMPTY,
  },
  { name: 'staff-services', route: '/staff/services', ...office, asks: /^\/api\/services$/ },
  {
    name: 'staff-service',
    route: '/staff/services',
    ...office,
    reach: (page) =>
      page
        .getByRole('button', { name: /Clareamento/ })
        .first()
        .click(),
  },
  {
    name: 'staff-settings',
    route: '/staff/settings',
    ...office,
    who: 'admin',
    asks: /^\/api\/settings$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-messages',
    route: '/staff/messages',
    ...office,
    asks: /^\/api\/messages\/(settings|templates)$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-words',
    route: '/staff/messages',
    ...office,
    reach: (page) => page.getByRole('tab').nth(1).click(),
    asks: /^\/api\/messages\/templates$/,
    states: NEVER_EMPTY,
  },
  {
    name: 'staff-team',
    route: '/staff/team',
    ...office,
    who: 'admin',
    asks: /^\/api\/staff$/,
    states: NEVER_EMPTY,
  },
  { name: 'staff-webhooks', route: '/staff/webhooks', who: 'admin', asks: /^\/api\/webhooks$/ },
  { name: 'staff-audit', route: '/staff/audit', who: 'admin', asks: /^\/api\/audit$/ },
  {
    name: 'staff-deliveries',
    route: '/staff/operations/deliveries',
    who: 'admin',
    asks: /^\/api\/deliveries/,
    states: NEVER_EMPTY,
  },
]
