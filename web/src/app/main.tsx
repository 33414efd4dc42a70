import '@fontsource-variable/figtree'
import '@fontsource-variable/bricolage-grotesque'
import '@mantine/core/styles.css'
import '@/ui/fonts.css'
import '@/ui/tokens.css'
import '@/ui/global.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { rememberSignedIn } from '@/api/queries'
import { keepDrafts } from '@/lib/drafts'
import { startI18n } from '@/lib/i18n'
import { offline } from '@/lib/offline'
import { createQueryClient } from '@/lib/query'
import { report, startReporting } from '@/lib/reporting/start'
import { onSignedOutElsewhere } from '@/lib/session'
import { holdFocus } from '@/ui/held-focus'
import { clearOtherLanguage, handOver, stylesArrived, takeKnown } from './known'
import { Providers } from './providers'
import { createAppRouter } from './router'

/** Nobody is signed in any more: forget everything, and let each route decide what that means. */
function forget(): void {
  rememberSignedIn(false)
  void offline().then(({ sessionOver }) => sessionOver())
  client.clear()
  client.setQueryData(keys.me, null)
  router.invalidate()
}

function endSession(): void {
  const me = client.getQueryData<Schema['User'] | null>(keys.me)
  if (!me) return
  keepDrafts(me.id)
  forget()
}

const client = createQueryClient({ onSessionOver: endSession, onFailure: report })
const router = createAppRouter(client)
onSignedOutElsewhere(() => void offline().then(({ leave }) => leave()))

holdFocus()
startReporting(() => router.state.matches.at(-1)?.routeId ?? '')

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element.')

const drawn = takeKnown(client)
clearOtherLanguage(root)
await startI18n()
// What the server drew stays until there is the same from here.
if (drawn) {
  await Promise.all([router.load(), stylesArrived()])
  handOver(root)
}
createRoot(root, { onCaughtError: report, onUncaughtError: report }).render(
  <StrictMode>
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
