import { queryOptions } from '@tanstack/react-query'
import { hasCode, NetworkError } from '@/lib/errors'
import { offline } from '@/lib/offline'
import { recall, remember } from '@/lib/storage'
import { addDays, type Day } from '@/lib/wall'
import { api, ask, type Schema } from './client'
import { keys } from './keys'

/** Reads that several features share. */

const SIGNED_IN = 'topsmile.signed-in'

/** Whether someone signed in on this device; spares strangers a question that can only fail. */
export const mayBeSignedIn = () => recall(SIGNED_IN) !== null
export const rememberSignedIn = (signedIn: boolean) => remember(SIGNED_IN, signedIn ? '1' : null)

/** Without a network, whoever was here when it went. */
async function asRemembered(error: NetworkError): Promise<Schema['User']> {
  const { remembered } = await offline()
  const user = await remembered().catch(() => null)
  if (!user) throw error
  return user
}

async function whoAmI(): Promise<Schema['User'] | null> {
  try {
    const { user } = await ask(api.GET('/api/auth/me'))
    rememberSignedIn(true)
    return user
  } catch (error) {
    if (error instanceof NetworkError) return asRemembered(error)
    if (!hasCode(error, 'not_signed_in', 'session_expired')) throw error
    rememberSignedIn(false)
    return null
  }
}

/** Who is signed in; null is an answer, not a failure. */
export const me = () =>
  queryOptions({ queryKey: keys.me, queryFn: whoAmI, staleTime: 60_000, gcTime: Infinity })

export const clinic = (slug: string) =>
  queryOptions({
    queryKey: [...keys.clinic, slug],
    queryFn: () => ask(api.GET('/api/clinics/{slug}', { params: { path: { slug } } })),
    staleTime: 5 * 60_000,
  })

export const services = (slug: string) =>
  queryOptions({
    queryKey: [...keys.services, slug],
    queryFn: () =>
      ask(api.GET('/api/scheduling/services', { params: { query: { clinic: slug } } })),
    select: ({ items }) => items,
    staleTime: 5 * 60_000,
  })

export const providers = (slug: string) =>
  queryOptions({
    queryKey: [...keys.providers, slug],
    queryFn: () =>
      ask(api.GET('/api/scheduling/providers', { params: { query: { clinic: slug } } })),
    select: ({ items }) => items,
    staleTime: 5 * 60_000,
  })

export type Seeking = {
  /** Public pages name the clinic; members are asked by their session. */
  clinic?: string
  service_id: string
  provider_id?: string
  patient_id?: string
  hold_id?: string
  /** The visit to be moved, which does not stand in its own way. */
  appointment_id?: string
}

export const availability = (seeking: Seeking, from: Day, days: number) =>
  queryOptions({
    queryKey: [...keys.availability, seeking, from, days],
    queryFn: () =>
      ask(
        api.GET('/api/scheduling/availability', {
          params: { query: { ...seeking, from, to: addDays(from, days - 1) } },
        }),
      ),
    staleTime: 10_000,
  })

export const appointment = (id: string) =>
  queryOptions({
    queryKey: [...keys.appointment, id],
    queryFn: () =>
      ask(
        api.GET('/api/scheduling/appointments/{appointment_id}', {
          params: { path: { appointment_id: id } },
        }),
      ),
  })
