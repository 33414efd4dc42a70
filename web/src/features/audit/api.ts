import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import type { Wanted } from './wanted'

export type Entry = Schema['AuditEntry']

/** Every look at the trail stands in the trail: it is not asked again without need. */
export const entries = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit, 'list', wanted],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/audit', {
          params: { query: { ...wanted, limit: 40, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export const chain = () =>
  queryOptions({
    queryKey: [...keys.audit, 'chain'],
    queryFn: () => ask(api.GET('/api/audit/state')),
  })

/** Where the browser fetches the same as a file. */
export const exportAddress = (wanted: Wanted): string =>
  `/api/audit/export?${new URLSearchParams(wanted)}`
