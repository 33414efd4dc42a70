import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router'

type Context = { client: QueryClient }

export const root = createRootRouteWithContext<Context>()({ component: Outlet })
