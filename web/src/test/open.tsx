import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { Providers } from '@/app/providers'
import { createAppRouter } from '@/app/router'
import { createQueryClient } from '@/lib/query'

/** The whole app at one address. */
export function open(path: string) {
  const client = createQueryClient()
  const router = createAppRouter(client)
  const history = createMemoryHistory({ initialEntries: [path] })
  render(
    <Providers client={client}>
      <RouterProvider router={router} history={history} />
    </Providers>,
  )
  return { client, router, path: () => history.location.href }
}
