import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { type Appointment, plant } from './cache'

export type Wish = {
  service_id: string
  slot: Pick<Schema['Slot'], 'provider_id' | 'starts_at' | 'starts_local'>
  patient: { id: string; name: string }
  notes: string
}

type Body = Schema['BookAppointment']

const book = (body: Body) =>
  intend('book', body, (headers) =>
    ask(api.POST('/api/scheduling/appointments', { body, headers })),
  )

const BOOKING = ['appointments.book']

/** Books for a patient who is on the phone or at the desk. */
export function useBookFor() {
  const client = useQueryClient()
  return useMutation({
    mutationKey: BOOKING,
    mutationFn: ({ service_id, slot, patient, notes }: Wish) =>
      book({
        service_id,
        provider_id: slot.provider_id,
        starts_at: slot.starts_at,
        patient_id: patient.id,
        notes,
      }),
    onSuccess: (made) => plant(client, made),
    meta: changes('appointments.book'),
  })
}

export type OnItsWay = { id: number; wish: Wish }

/** What was asked to be booked and has no answer yet. */
export const useOnTheirWay = (): OnItsWay[] =>
  useMutationState({
    filters: { mutationKey: BOOKING, status: 'pending' },
    select: ({ mutationId, state }) => ({ id: mutationId, wish: state.variables as Wish }),
  })

/** The same visit once more, after it was cancelled by mistake. */
export const useRebook = () =>
  useMutation({
    mutationFn: ({ service, provider, patient, starts_at, notes }: Appointment) =>
      book({
        service_id: service.id,
        provider_id: provider.id,
        patient_id: patient.id,
        starts_at,
        notes,
      }),
    meta: changes('appointments.book'),
  })
