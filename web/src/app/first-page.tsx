import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { startI18n } from '@/lib/i18n'
import { createQueryClient } from '@/lib/query'
import { type Known, know } from './known'
import { Providers } from './providers'
import { createAppRouter } from './router'

/** The booking page as it is first seen, drawn where the app is built (../../first.ts). */
export async function draw(root: HTMLElement, known: Known): Promise<() => void> {
  const client = createQueryClient()
  know(client, known)
  const router = createAppRouter(client)
  router.update({
    ...router.options,
    history: createMemoryHistory({ initialEntries: [`/book/${known.clinic.slug}`] }),
  })
  await startI18n()
  await router.load()
  const drawing = createRoot(root)
  drawing.render(
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>,
  )
  return () => {
    drawing.unmount()
    client.clear()
  }
}
