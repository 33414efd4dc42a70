import { useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import type { Appointment } from './cache'

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

/** Books for a patient who is on the phone or at the desk. */
export const useBookFor = () =>
  useMutation({
    mutationFn: ({ service_id, slot, patient, notes }: Wish) =>
      book({
        service_id,
        provider_id: slot.provider_id,
        starts_at: slot.starts_at,
        patient_id: patient.id,
        notes,
      }),
    meta: changes('appointments.book'),
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
