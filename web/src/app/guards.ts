import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import { mayBeSignedIn, me } from '@/api/queries'
import { speakLikeClinic } from '@/lib/i18n'
import { destination, homeOf } from '@/lib/session'

type Side = 'patient' | 'staff'
type Visit = { context: { client: QueryClient }; location: { href: string } }

/** Only for those who are signed in, on their own side of the desk. */
export const only =
  (side: Side) =>
  async ({ context, location }: Visit) => {
    const user = await context.client.ensureQueryData(me())
    if (!user) throw redirect({ to: '/login', search: { next: location.href } })
    const theirs: Side = user.role === 'patient' ? 'patient' : 'staff'
    if (theirs !== side) throw redirect({ href: homeOf(user.role) })
    await speakLikeClinic(user.clinic.locale)
    return { user }
  }

type Arrival = Pick<Visit, 'context'> & { search: { next?: string } }

/** Whoever is signed in already has no business at the door. */
export async function onlyStrangers({ context, search }: Arrival) {
  const user = mayBeSignedIn() ? await context.client.ensureQueryData(me()) : null
  if (user) throw redirect({ href: destination(search.next, user.role) })
}
