import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router'
import { ClinicBrand } from './parts/clinic-brand'

type Context = { client: QueryClient }

function Root() {
  return (
    <>
      <ClinicBrand />
      <Outlet />
    </>
  )
}

export const root = createRootRouteWithContext<Context>()({ component: Root })
