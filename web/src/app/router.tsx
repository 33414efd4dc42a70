import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter } from '@tanstack/react-router'
import { clinic, mayBeSignedIn, me, providers, services } from '@/api/queries'
import { parseChoices } from '@/features/booking/search'
import { openingHours } from '@/features/place/api'
import { needWords, speakLikeClinic } from '@/lib/i18n'
import { safePath } from '@/lib/session'
import { takeToken } from '@/lib/tokens'
import { fetched } from './fetched'
import { onlyStrangers } from './guards'
import { NotFound } from './not-found'
import { PageWaiting } from './page-waiting'
import { portalRoutes } from './portal-routes'
import { root } from './root-route'
import { RouteFailure } from './route-failure'
import { BookWaiting } from './routes/public/book/waiting'
import { ClinicWaiting } from './routes/public/clinic-waiting'
import { staffRoutes } from './staff-routes'

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: () => needWords('ours'),
  component: fetched(() => import('./routes/public/landing'), 'LandingPage'),
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => {
    const path = safePath(next)
    return path ? { next: path } : {}
  },
  beforeLoad: onlyStrangers,
  component: fetched(() => import('./routes/public/login'), 'LoginPage'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: fetched(() => import('./routes/public/forgot'), 'ForgotPage'),
})

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  beforeLoad: takeToken,
  component: fetched(() => import('./routes/public/reset'), 'ResetPage'),
})

const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm',
  beforeLoad: takeToken,
  component: fetched(() => import('./routes/public/confirm'), 'ConfirmPage'),
})

const visit = createRoute({
  getParentRoute: () => root,
  path: '/visit',
  beforeLoad: takeToken,
  loader: () => needWords('ours'),
  component: fetched(() => import('./routes/public/visit'), 'VisitPage'),
})

const book = createRoute({
  getParentRoute: () => root,
  path: '/book/$slug',
  validateSearch: parseChoices,
  // Only whoever comes from within a frame brings something behind the `#`.
  beforeLoad: async ({ location, search }) => {
    if (location.hash) (await import('@/features/booking/framed')).takeHold({ location, search })
  },
  loader: async ({ context: { client }, params: { slug } }) => {
    const [place] = await Promise.all([
      client.ensureQueryData(clinic(slug)),
      client.ensureQueryData(services(slug)),
      client.ensureQueryData(providers(slug)),
      mayBeSignedIn() ? client.ensureQueryData(me()) : null,
    ])
    await speakLikeClinic(place.locale)
  },
  pendingComponent: BookWaiting,
  pendingMs: 50,
  component: fetched(() => import('./routes/public/book/page'), 'BookPage'),
})

const place = createRoute({
  getParentRoute: () => root,
  path: '/clinic/$slug',
  loader: async ({ context: { client }, params: { slug } }) => {
    // Who the clinic is makes the page; each other part of it may wait and fail alone.
    void client.prefetchQuery(services(slug))
    void client.prefetchQuery(providers(slug))
    void client.prefetchQuery(openingHours(slug))
    const told = await client.ensureQueryData(clinic(slug))
    await speakLikeClinic(told.locale, 'ours')
  },
  pendingComponent: ClinicWaiting,
  pendingMs: 50,
  component: fetched(() => import('./routes/public/clinic'), 'ClinicPage'),
})

const tree = root.addChildren([
  landing,
  login,
  forgot,
  reset,
  confirm,
  visit,
  book,
  place,
  ...portalRoutes,
  staffRoutes,
])

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageWaiting,
    defaultPendingMs: 300,
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
