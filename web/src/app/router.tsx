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
import { only, onlyStrangers } from './guards'
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

const deliveries = createRoute({
  getParentRoute: () => staff,
  path: '/operations/deliveries',
  component: lazyRouteComponent(() => import('./routes/staff/deliveries'), 'DeliveriesPage'),
})

const tree = root.addChildren([
  landing,
  login,
  book,
  portal,
  staff.addChildren([day, patients, deliveries]),
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
