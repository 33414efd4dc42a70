import { createRoute } from '@tanstack/react-router'
import { parsePeriod } from '@/features/analytics/search'
import { parseWanted } from '@/features/audit/wanted'
import { isDay } from '@/lib/wall'
import { fetched } from './fetched'
import { only, permitted } from './guards'
import { root } from './root-route'
import type { CalendarSearch } from './routes/staff/use-steer'

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  beforeLoad: only('staff'),
  component: fetched(() => import('./routes/staff/shell'), 'StaffShell'),
})

const day = createRoute({
  getParentRoute: () => staff,
  path: '/',
  validateSearch: ({
    view,
    day,
    with: provider,
    visit,
  }: Record<string, unknown>): CalendarSearch => ({
    ...(view === 'week' || view === 'month' ? { view } : {}),
    ...(isDay(day) ? { day } : {}),
    ...(typeof provider === 'string' ? { with: provider } : {}),
    ...(typeof visit === 'string' ? { visit } : {}),
  }),
  component: fetched(() => import('./routes/staff/day'), 'DayPage'),
})

const today = createRoute({
  getParentRoute: () => staff,
  path: '/today',
  validateSearch: ({ visit }: Record<string, unknown>): { visit?: string } =>
    typeof visit === 'string' ? { visit } : {},
  component: fetched(() => import('./routes/staff/today'), 'TodayPage'),
})

const patients = createRoute({
  getParentRoute: () => staff,
  path: '/patients',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
    typeof q === 'string' && q ? { q } : {},
  component: fetched(() => import('./routes/staff/patients'), 'PatientsPage'),
})

/** Which part of a patient's page is shown, and which kind of the timeline. */
type PatientSearch = { show?: string; only?: string }

const patient = createRoute({
  getParentRoute: () => staff,
  path: '/patients/$patient',
  validateSearch: ({ show, only }: Record<string, unknown>): PatientSearch => ({
    ...(typeof show === 'string' ? { show } : {}),
    ...(typeof only === 'string' ? { only } : {}),
  }),
  component: fetched(() => import('./routes/staff/patient/page'), 'PatientPage'),
})

const analytics = createRoute({
  getParentRoute: () => staff,
  path: '/analytics',
  validateSearch: parsePeriod,
  beforeLoad: permitted('analytics.read'),
  component: fetched(() => import('./routes/staff/analytics'), 'AnalyticsPage'),
})

const payments = createRoute({
  getParentRoute: () => staff,
  path: '/payments',
  validateSearch: ({ show }: Record<string, unknown>): { show?: string } =>
    typeof show === 'string' ? { show } : {},
  beforeLoad: permitted('payments.take'),
  component: fetched(() => import('./routes/staff/payments'), 'PaymentsPage'),
})

const messages = createRoute({
  getParentRoute: () => staff,
  path: '/messages',
  beforeLoad: permitted('messages.manage'),
  component: fetched(() => import('./routes/staff/messages'), 'MessagesPage'),
})

const providers = createRoute({
  getParentRoute: () => staff,
  path: '/providers',
  beforeLoad: permitted('providers.manage'),
  component: fetched(() => import('./routes/staff/providers'), 'ProvidersPage'),
})

const provider = createRoute({
  getParentRoute: () => staff,
  path: '/providers/$provider',
  beforeLoad: permitted('providers.manage'),
  component: fetched(() => import('./routes/staff/provider'), 'ProviderPage'),
})

const services = createRoute({
  getParentRoute: () => staff,
  path: '/services',
  beforeLoad: permitted('services.manage'),
  component: fetched(() => import('./routes/staff/services'), 'ServicesPage'),
})

const settings = createRoute({
  getParentRoute: () => staff,
  path: '/settings',
  beforeLoad: permitted('settings.manage'),
  component: fetched(() => import('./routes/staff/settings'), 'SettingsPage'),
})

const team = createRoute({
  getParentRoute: () => staff,
  path: '/team',
  beforeLoad: permitted('staff.manage'),
  component: fetched(() => import('./routes/staff/team'), 'TeamPage'),
})

const webhooks = createRoute({
  getParentRoute: () => staff,
  path: '/webhooks',
  validateSearch: ({ webhook }: Record<string, unknown>): { webhook?: string } =>
    typeof webhook === 'string' && webhook ? { webhook } : {},
  beforeLoad: permitted('webhooks.manage'),
  component: fetched(() => import('./routes/staff/webhooks'), 'WebhooksPage'),
})

const audit = createRoute({
  getParentRoute: () => staff,
  path: '/audit',
  validateSearch: parseWanted,
  beforeLoad: permitted('audit.read'),
  component: fetched(() => import('./routes/staff/audit'), 'AuditPage'),
})

const deliveries = createRoute({
  getParentRoute: () => staff,
  path: '/operations/deliveries',
  beforeLoad: permitted('deliveries.manage'),
  component: fetched(() => import('./routes/staff/deliveries'), 'DeliveriesPage'),
})

export const staffRoutes = staff.addChildren([
  day,
  today,
  patients,
  patient,
  analytics,
  payments,
  messages,
  providers,
  provider,
  services,
  settings,
  team,
  webhooks,
  audit,
  deliveries,
])
