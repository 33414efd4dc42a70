import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { services } from '@/api/queries'
import { type Appointment, type Move, useMove } from '@/features/appointments/api'
import { type Calendar, type Column, instantOf, type Visit } from '@/features/calendar/geometry'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { type Day, wallAt } from '@/lib/wall'
import { notifyDone, notifyFailed } from '@/ui/notify'

const staff = getRouteApi('/staff')

const whereIs = ({ starts_at, starts_local, provider }: Appointment): Move['to'] => ({
  starts_at,
  starts_local,
  provider,
})

/** Drops a visit somewhere else on the board, with the way back in the message. */
export function useMoveVisit(told: Calendar, day: Day) {
  const t = useT()
  const format = useFormats()
  const { user } = staff.useRouteContext()
  const { data: offered } = useQuery(services(user.clinic.slug))
  const { mutate } = useMove()
  return useCallback(
    (visit: Visit, provider: Column, minute: number) => {
      const starts_local = wallAt(day, minute)
      if (starts_local === visit.starts_local && provider.id === visit.provider.id) return
      const service = offered?.find(({ id }) => id === visit.service.id)
      if (service && !service.provider_ids.includes(provider.id))
        return notifyFailed(t('staff.move.perform', { provider: provider.name }))
      const starts_at = instantOf(told, day, minute)
      if (!starts_at) return notifyFailed(t('staff.move.cannot'))
      const fail = (error: Error) =>
        notifyFailed(t('staff.move.failed', { why: sentence(error, t) }))
      const undo = (moved: Appointment) =>
        mutate(
          { appointment: moved, to: whereIs(visit) },
          { onSuccess: () => notifyDone(t('staff.move.undone')), onError: fail },
        )
      const to = { starts_at, starts_local, provider: { id: provider.id, name: provider.name } }
      const words = {
        patient: visit.patient.name,
        time: format.time(starts_local),
        provider: provider.name,
      }
      mutate(
        { appointment: visit, to },
        {
          onSuccess: (moved) =>
            notifyDone(t('staff.move.moved', words), {
              label: t('app.undo'),
              act: () => undo(moved),
            }),
          onError: fail,
        },
      )
    },
    [told, day, offered, mutate, t, format],
  )
}
