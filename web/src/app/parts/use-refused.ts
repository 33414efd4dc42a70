import { useQuery } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { availability, providers } from '@/api/queries'
import {
  type ConflictCode,
  type Free,
  freeTimes,
  type Refused,
  type Standing,
  visitOf,
  type Wanted,
} from '@/features/appointments/conflict'
import type { User } from '@/features/auth/api'
import { calendar } from '@/features/calendar/api'
import { type Visit, visitsWithin } from '@/features/calendar/geometry'
import { dayOf, minutesBetween } from '@/lib/wall'

/** As many as fit under a sentence. */
const ENOUGH = 5

/** A refusal without its way there: a booking has no visit yet. */
export type Asked = {
  code: ConflictCode
  wanted: Wanted
  alternatives: readonly Schema['Slot'][]
  visit: { id?: string; service_id: string; patient_id: string; minutes: number }
  current?: Standing | undefined
}

/** Who has the time that was wanted, or what else the patient does then. */
function inTheWay({ code, wanted: { at }, visit }: Asked, shown: readonly Visit[]) {
  if (!at) return []
  return visitsWithin(shown, at.starts_local, visit.minutes).filter(
    ({ id, provider, patient }) =>
      id !== visit.id &&
      (code === 'patient_busy' ? patient.id === visit.patient_id : provider.id === at.provider.id),
  )
}

/** What the server offers instead; where it offers nothing, what is free about the same time. */
function useAlternatives({ code, alternatives, visit, wanted: { at } }: Asked, user: User): Free[] {
  const { data: people = [] } = useQuery(providers(user.clinic.slug))
  const { id, service_id, patient_id } = visit
  const moved = id ? { appointment_id: id } : {}
  const seeking = { service_id, patient_id, provider_id: at?.provider.id ?? '', ...moved }
  const ask = at !== undefined && alternatives.length === 0 && code !== 'cannot_become'
  const { data } = useQuery({
    ...availability(seeking, dayOf(at?.starts_local ?? ''), 1),
    enabled: ask,
  })
  if (!ask) return freeTimes(alternatives, people)
  const far = ({ starts_local }: Free) => Math.abs(minutesBetween(starts_local, at.starts_local))
  return freeTimes(data?.slots ?? [], people)
    .filter(({ starts_local }) => minutesBetween(at.starts_local, starts_local) % 15 === 0)
    .sort((one, other) => far(one) - far(other))
    .slice(0, ENOUGH)
    .sort((one, other) => one.starts_local.localeCompare(other.starts_local))
}

/** A refusal as it is shown: what was wanted, what is there, what is free. */
export function useRefused(asked: Asked, user: User) {
  const { code, wanted, current } = asked
  const day = dayOf(wanted.at?.starts_local ?? '')
  const { data } = useQuery({ ...calendar(day), enabled: !current && day !== '' })
  const now: readonly Standing[] = current ? [current] : inTheWay(asked, data?.appointments ?? [])
  return { code, wanted, now, alternatives: useAlternatives(asked, user) }
}

/** What the board or the panel of a visit was refused. */
export function askedOf(refused: Refused): Asked {
  const { code, wish, alternatives, current } = refused
  const { id, patient, service, starts_at, ends_at } = visitOf(refused)
  const minutes = (Date.parse(ends_at) - Date.parse(starts_at)) / 60_000
  const wanted: Wanted =
    wish.act === 'step'
      ? { act: wish.step.action, patient: patient.name }
      : { act: 'reschedule', patient: patient.name, at: wish.move.to }
  const visit = { id, service_id: service.id, patient_id: patient.id, minutes }
  return { code, wanted, alternatives, current, visit }
}
