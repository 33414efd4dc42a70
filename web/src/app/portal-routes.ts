import { createRoute } from '@tanstack/react-router'
import { fetched } from './fetched'
import { only } from './guards'
import { root } from './root-route'

const portal = createRoute({
  getParentRoute: () => root,
  path: '/portal',
  beforeLoad: only('patient'),
  component: fetched(() => import('./routes/portal/shell'), 'PortalShell'),
})

const visits = createRoute({
  getParentRoute: () => portal,
  path: '/',
  component: fetched(() => import('./routes/portal/visits'), 'VisitsPage'),
})

const files = createRoute({
  getParentRoute: () => portal,
  path: '/files',
  component: fetched(() => import('./routes/portal/files'), 'FilesPage'),
})

const payments = createRoute({
  getParentRoute: () => portal,
  path: '/payments',
  component: fetched(() => import('./routes/portal/money'), 'MoneyPage'),
})

const profile = createRoute({
  getParentRoute: () => portal,
  path: '/profile',
  component: fetched(() => import('./routes/portal/profile'), 'ProfilePage'),
})

const pay = createRoute({
  getParentRoute: () => root,
  path: '/portal/pay/$appointment',
  beforeLoad: only('patient'),
  component: fetched(() => import('./routes/portal/pay'), 'PayPage'),
})

export const portalRoutes = [portal.addChildren([visits, files, payments, profile]), pay] as const
