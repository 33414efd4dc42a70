import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { fetched } from '@/app/fetched'
import { useOutbox } from '@/features/appointments/outbox'
import type { User } from '@/features/auth/api'
import { useUnsent } from '@/lib/unsent'

// The day is shown before anybody asks for what waits.
const drawer = () => import('./drawer')
const leaveDialog = () => import('./leave-dialog')
const OutboxDrawer = fetched(drawer, 'OutboxDrawer')
const LeaveDialog = fetched(leaveDialog, 'LeaveDialog')

/** Keeps what is done without a network, for as long as staff are at work here. */
function useQueue() {
  const client = useQueryClient()
  useEffect(() => {
    let left = false
    let close: (() => void) | undefined
    import('@/features/appointments/outbox/work')
      .then(({ openOutbox }) => openOutbox(client))
      .then((closing) => {
        close = closing
        if (left) closing()
        // Without a network is when they are wanted.
        return Promise.all([drawer(), leaveDialog()])
      })
      // A browser that keeps nothing for us still works as long as there is a network.
      .catch(() => undefined)
    return () => {
      left = true
      close?.()
    }
  }, [client])
}

export function OutboxHost({ user }: { user: User }) {
  useQueue()
  const opened = useOutbox((outbox) => outbox.opened)
  const leaving = useUnsent((unsent) => unsent.leaving)
  return (
    <Suspense>
      {opened && <OutboxDrawer user={user} />}
      {leaving && <LeaveDialog onLeave={leaving} />}
    </Suspense>
  )
}
