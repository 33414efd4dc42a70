import { queryOptions } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import { newest } from '@/lib/versions'
import type { Day } from '@/lib/wall'
import type { Calendar } from './geometry'

/** What we know of each visit stays unless the server tells something newer. */
function reconcile(known: Calendar | undefined, told: Calendar): Calendar {
  if (!known) return told
  return { ...told, appointments: newest(known.appointments, told.appointments) }
}

/** One day of the clinic; without a day, the one it is there now. */
export const calendar = (day: Day) =>
  queryOptions({
    queryKey: [...keys.calendar, day],
    queryFn: async ({ client, queryKey }) => {
      const params = { query: { from: day, to: day } }
      const told = await ask(api.GET('/api/scheduling/calendar', { params }))
      return reconcile(client.getQueryData<Calendar>(queryKey), told)
    },
    select: (told: Calendar): Calendar => ({
      ...told,
      appointments: told.appointments.filter(
        ({ status, starts_local }) => status !== 'cancelled' && starts_local.startsWith(day),
      ),
    }),
    refetchOnWindowFocus: 'always',
    staleTime: 5_000,
  })
