import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Schema } from '@/api/client'
import { providers, services } from '@/api/queries'
import { type OnItsWay, useOnTheirWay } from '@/features/appointments/book'
import type { User } from '@/features/auth/api'
import type { Calendar, Visit } from '@/features/calendar/geometry'
import { guessed } from '@/lib/versions'
import { addMinutes, type Day, dayOf, instant } from '@/lib/wall'

type Offered = { services: Schema['PublicService'][]; providers: Schema['PublicProvider'][] }

/** The visit that a wish will be, if nobody is quicker. */
export function expected({ id, wish }: OnItsWay, offered: Offered, now: string): Visit | null {
  const { slot, patient, notes } = wish
  const service = offered.services.find((each) => each.id === wish.service_id)
  const provider = offered.providers.find((each) => each.id === slot.provider_id)
  if (!service || !provider) return null
  const minutes = service.duration_minutes
  return {
    id: `on its way ${id}`,
    version: guessed(0),
    status: 'scheduled',
    starts_at: slot.starts_at,
    ends_at: instant(Date.parse(slot.starts_at) + minutes * 60_000),
    starts_local: slot.starts_local,
    ends_local: addMinutes(slot.starts_local, minutes),
    service: { id: service.id, name: service.name },
    provider: { id: provider.id, name: provider.name },
    patient,
    room: null,
    notes,
    price: service.price,
    pay_by: null,
    created_at: now,
    buffer_before_minutes: service.buffer_before_minutes,
    buffer_after_minutes: service.buffer_after_minutes,
  }
}

const same = (one: Visit) => (other: Visit) =>
  one.patient.id === other.patient.id && one.starts_at === other.starts_at

/** The calendar with what is just being booked, from the click on: the answer takes its place. */
export function useExpected(
  told: Calendar | undefined,
  days: readonly Day[],
  user: User,
): Calendar | undefined {
  const wishes = useOnTheirWay()
  const enabled = wishes.length > 0
  const { data: offered } = useQuery({ ...services(user.clinic.slug), enabled })
  const { data: people } = useQuery({ ...providers(user.clinic.slug), enabled })
  return useMemo(() => {
    if (!told || !offered || !people || wishes.length === 0) return told
    const coming = wishes
      .map((each) => expected(each, { services: offered, providers: people }, told.now_local))
      .filter((visit) => visit !== null)
      .filter((visit) => days.includes(dayOf(visit.starts_local)))
      // Whoever presses twice wants it once.
      .filter((visit, index, all) => all.findIndex(same(visit)) === index)
      .filter((visit) => !told.appointments.some(same(visit)))
    return coming.length ? { ...told, appointments: [...told.appointments, ...coming] } : told
  }, [told, days, offered, people, wishes])
}

/** Nobody can open what the server has not made yet. */
export const isExpected = ({ id }: Visit): boolean => id.startsWith('on its way')
