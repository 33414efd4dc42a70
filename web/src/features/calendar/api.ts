import { queryOptions } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import type { Day } from '@/lib/wall'
import type { Calendar } from './geometry'

/** One day of the clinic; without a day, the one it is there now. */
export const calendar = (day: Day) =>
  queryOptions({
    queryKey: [...keys.calendar, day],
    queryFn: () =>
      ask(api.GET('/api/scheduling/calendar', { params: { query: { from: day, to: day } } })),
    select: (told: Calendar): Calendar => ({
      ...told,
      appointments: told.appointments.filter(
        ({ status, starts_local }) => status !== 'cancelled' && starts_local.startsWith(day),
      ),
    }),
    refetchOnWindowFocus: 'always',
    staleTime: 5_000,
  })
