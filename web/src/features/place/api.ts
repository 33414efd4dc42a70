import { queryOptions } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'

/** When anybody works in a usual week. */
export const openingHours = (slug: string) =>
  queryOptions({
    queryKey: [...keys.providers, 'hours', slug],
    queryFn: () => ask(api.GET('/api/scheduling/hours', { params: { query: { clinic: slug } } })),
    select: ({ items }) => items,
    staleTime: 5 * 60_000,
  })
