import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { clinic, mayBeSignedIn, me, providers, services } from '@/api/queries'
import { parseChoices } from '@/features/booking/search'
import { speakLikeClinic } from '@/lib/i18n'
import { safePath } from '@/lib/session'
import { isDay } from '@/lib/wall'
import { only, onlyStrangers, permitted } from './guards'
import { NotFound } from './not-found'
import { RouteFailure } from './route-failure'

type Context = { client: QueryClient }

const root = createRootRouteWithContext<Context>()({ component: Outlet })

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/public/landing'), 'LandingPage'),
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => {
    const path = safePath(next)
    return path ? { next: path } : {}
  },
  beforeLoad: onlyStrangers,
  component: lazyRouteComponent(() => import('./routes/public/login'), 'LoginPage'),
})

const book = createRoute({
  getParentRoute: () => root,
  path: '/book/$slug',
  validateSearch: parseChoices,
  loader: async ({ context: { client }, params: { slug } }) => {
    const [place] = await Promise.all([
      client.ensureQueryData(clinic(slug)),
      client.ensureQueryData(services(slug)),
      client.ensureQueryData(providers(slug)),
      mayBeSignedIn() ? client.ensureQueryData(me()) : null,
    ])
    await speakLikeClinic(place.locale)
  },
  component: lazyRouteComponent(() => import('./routes/public/book/page'), 'BookPage'),
})

const portal = createRoute({
  getParentRoute: () => root,
  path: '/portal',
  beforeLoad: only('patient'),
  component: lazyRouteComponent(() => import('./routes/portal/page'), 'PortalPage'),
})

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  beforeLoad: only('staff'),
  component: lazyRouteComponent(() => import('./routes/staff/shell'), 'StaffShell'),
})

type DaySearch = { day?: string; visit?: string }

const day = createRoute({
  getParentRoute: () => staff,
  path: '/',
  validateSearch: ({ day, visit }: Record<string, unknown>): DaySearch => ({
    ...(isDay(day) ? { day } : {}),
    ...(typeof visit === 'string' ? { visit } : {}),
  }),
  component: lazyRouteComponent(() => import('./routes/staff/day'), 'DayPage'),
})

const patients = createRoute({
  getParentRoute: () => staff,
  path: '/patients',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
    typeof q === 'string' && q ? { q } : {},
  component: lazyRouteComponent(() => import('./routes/staff/patients'), 'PatientsPage'),
})

const analytics = createRoute({
  getParentRoute: () => staff,
  path: '/analytics',
  beforeLoad: permitted('analytics.read'),
  component: lazyRouteComponent(() => import('./routes/staff/analytics'), 'AnalyticsPage'),
})

const messages = createRoute({
  getParentRoute: () => staff,
  path: '/messages',
  beforeLoad: permitted('messages.manage'),
  component: lazyRouteComponent(() => import('./routes/staff/messages'), 'MessagesPage'),
})

const team = createRoute({
  getParentRoute: () => staff,
  path: '/team',
  beforeLoad: permitted('staff.manage'),
  component: lazyRouteComponent(() => import('./routes/staff/team'), 'TeamPage'),
})

const webhooks = createRoute({
  getParentRoute: () => staff,
  path: '/webhooks',
  beforeLoad: permitted('webhooks.manage'),
  component: lazyRouteComponent(() => import('./routes/staff/webhooks'), 'WebhooksPage'),
})

const audit = createRoute({
  getParentRoute: () => staff,
  path: '/audit',
  beforeLoad: permitted('audit.read'),
  component: lazyRouteComponent(() => import('./routes/staff/audit'), 'AuditPage'),
})

const deliveries = createRoute({
  getParentRoute: () => staff,
  path: '/operations/deliveries',
  beforeLoad: permitted('deliveries.manage'),
  component: lazyRouteComponent(() => import('./routes/staff/deliveries'), 'DeliveriesPage'),
})

const tree = root.addChildren([
  landing,
  login,
  book,
  portal,
  staff.addChildren([day, patients, analytics, messages, team, webhooks, audit, deliveries]),
])

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteFailure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
