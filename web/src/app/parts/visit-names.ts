import { useMemo } from 'react'
import type { Appointment } from '@/features/appointments/api'
import { useFormats } from '@/lib/format'

/** Visits as they are chosen from: the latest first, by day and treatment. */
export function useVisitNames(visits: readonly Appointment[]) {
  const format = useFormats()
  return useMemo(
    () =>
      visits
        .filter(({ status }) => status !== 'cancelled')
        .map(({ id, starts_local, service }) => ({
          id,
          label: `${format.moment(starts_local)} · ${service.name}`,
        }))
        .reverse(),
    [visits, format],
  )
}
