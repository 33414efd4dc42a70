import { queryOptions } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import { type Day, dayOf } from '@/lib/wall'
import type { Calendar } from './geometry'
import { whole } from './whole'

const told = (from: Day, to: Day) =>
  ask(api.GET('/api/scheduling/calendar', { params: { query: { from, to } } }))

/** The clinic from one day to another, or on one day. */
export const calendar = (from: Day, to: Day = from) =>
  queryOptions({
    queryKey: from === to ? [...keys.calendar, from] : [...keys.calendar, from, to],
    queryFn: () => whole(told, from, to),
    select: (all: Calendar): Calendar => ({
      ...all,
      appointments: all.appointments.filter(({ status, starts_local }) => {
        const day = dayOf(starts_local)
        return status !== 'cancelled' && from <= day && day <= to
      }),
    }),
    refetchOnWindowFocus: 'always',
    staleTime: 5_000,
  })
