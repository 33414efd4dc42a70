import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import type { Schema } from '@/api/client'
import { mayBeSignedIn, me } from '@/api/queries'
import { ApiError } from '@/lib/errors'
import { needWords, speakLikeClinic } from '@/lib/i18n'
import { offline } from '@/lib/offline'
import { destination, homeOf } from '@/lib/session'

type Side = 'patient' | 'staff'
type Visit = { context: { client: QueryClient }; location: { href: string } }

/** Only for those who are signed in, on their own side of the desk. */
export const only =
  (side: Side) =>
  async ({ context, location }: Visit) => {
    const user = await context.client.ensureQueryData(me())
    if (!user) {
      const { hasLeft, sessionOver } = await offline()
      await sessionOver()
      throw redirect({ to: '/login', search: hasLeft() ? {} : { next: location.href } })
    }
    const theirs: Side = user.role === 'patient' ? 'patient' : 'staff'
    if (theirs !== side) throw redirect({ href: homeOf(user.role) })
    const { arrive, keep } = await offline()
    arrive()
    await keep(context.client, user)
    await Promise.all([needWords('ours'), speakLikeClinic(user.clinic.locale, 'inside')])
    return { user }
  }

type Member = { context: { user: Schema['User'] } }

/** A screen for some of the staff; the others are told so, before it asks what they may not know. */
export const permitted =
  (permission: string) =>
  ({ context: { user } }: Member) => {
    if (!user.permissions.includes(permission)) throw new ApiError(403, { code: 'not_allowed' }, '')
  }

type Arrival = Pick<Visit, 'context'> & { search: { next?: string } }

/** Whoever is signed in already has no business at the door. */
export async function onlyStrangers({ context, search }: Arrival) {
  const user = mayBeSignedIn() ? await context.client.ensureQueryData(me()) : null
  if (user) throw redirect({ href: destination(search.next, user.role) })
}
