import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { ApiError } from '@/lib/errors'
import { intend } from '@/lib/intents'
import { guessed, told } from '@/lib/versions'
import { instant } from '@/lib/wall'
import { type Appointment, absorb, withdraw } from './cache'
import { type Action, after } from './transitions'

export type { Appointment } from './cache'

/** The patient's own visits, from long ago on. */
export const mine = () =>
  queryOptions({
    queryKey: [...keys.appointments, 'mine'],
    queryFn: () =>
      ask(
        api.GET('/api/scheduling/appointments', {
          params: { query: { from: '2000-01-01', limit: 200 } },
        }),
      ),
    select: ({ items }) => items,
  })

/** The API tells visits from the earliest on, a page at a time. */
async function allOf(patient_id: string): Promise<{ items: Appointment[] }> {
  const items: Appointment[] = []
  let cursor: string | null | undefined
  do {
    const query = { from: '2000-01-01', limit: 200, patient_id, ...(cursor ? { cursor } : {}) }
    const page = await ask(api.GET('/api/scheduling/appointments', { params: { query } }))
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return { items }
}

/** All visits of a patient whom staff have before them. */
export const ofPatient = (patient_id: string) =>
  queryOptions({
    queryKey: [...keys.appointments, 'of', patient_id],
    queryFn: () => allOf(patient_id),
    select: ({ items }) => items,
  })

export type Step = { appointment: Appointment; action: Action; reason?: string }
export type Move = {
  appointment: Appointment
  to: { starts_at: string; starts_local: string; provider: { id: string; name: string } }
}

function take({ appointment: { id, version }, action, reason }: Step) {
  const body = { expected_version: told(version), ...(reason ? { reason } : {}) }
  const params = { path: { appointment_id: id } }
  return intend(`${action} ${id}`, body, (headers) => {
    const options = { params, body, headers }
    return ask<Appointment>(
      api.POST(`/api/scheduling/appointments/{appointment_id}/${action}`, options),
    )
  })
}

function reschedule({ appointment: { id, version }, to }: Move) {
  const body = {
    starts_at: to.starts_at,
    provider_id: to.provider.id,
    expected_version: told(version),
  }
  return intend(`reschedule ${id}`, body, (headers) => {
    const options = { params: { path: { appointment_id: id } }, body, headers }
    return ask(api.POST('/api/scheduling/appointments/{appointment_id}/reschedule', options))
  })
}

function moved({ appointment, to }: Move): Appointment {
  const length = Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)
  const ends_at = instant(Date.parse(to.starts_at) + length)
  return { ...appointment, ...to, ends_at }
}

/**
 * Shows the guess at once, takes the server's answer when it comes, and steps back when it is
 * refused: to what the server says the appointment is now, or else to what it was.
 */
function useOptimistic<Wish extends { appointment: Appointment }>(
  act: (wish: Wish) => Promise<Appointment>,
  guess: (wish: Wish) => Appointment,
  meta: ReturnType<typeof changes>,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onMutate: async (wish: Wish) => {
      await client.cancelQueries({ queryKey: keys.calendar })
      absorb(client, { ...guess(wish), version: guessed(wish.appointment.version) })
    },
    onSuccess: (answer) => absorb(client, answer),
    onError: (error, { appointment }) => {
      const now = error instanceof ApiError ? error.problem.current : undefined
      withdraw(client, appointment)
      if (now) absorb(client, now)
    },
    meta,
  })
}

const stepped = ({ appointment, action }: Step) => ({ ...appointment, status: after(action) })

export const useStep = () => useOptimistic(take, stepped, changes('appointments.step'))

export const useMove = () => useOptimistic(reschedule, moved, changes('appointments.move'))
