import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'

/** Dates on which somebody does not work as usual. */

export type DatedException = Schema['ProviderException']
export type NewException = Schema['AddException']

const keyOf = (provider: string) => [...keys.providers, 'dates', provider]

export const dates = (provider_id: string) =>
  queryOptions({
    queryKey: keyOf(provider_id),
    queryFn: () =>
      ask(
        api.GET('/api/providers/{provider_id}/exceptions', {
          params: { path: { provider_id }, query: { limit: 200 } },
        }),
      ),
    select: ({ items }) => items,
  })

export const useAddDates = (provider_id: string) =>
  useMutation({
    mutationFn: (body: NewException) =>
      intend(`dates of ${provider_id}`, body, (headers) =>
        ask(
          api.POST('/api/providers/{provider_id}/exceptions', {
            params: { path: { provider_id } },
            body,
            headers,
          }),
        ),
      ),
    meta: changes('providers.dates'),
  })

type Page = { items: DatedException[] }

/** Gone from the list at once; back in it if the server refuses. */
export function useRemoveDates(provider_id: string) {
  const client = useQueryClient()
  const queryKey = keyOf(provider_id)
  return useMutation({
    mutationFn: ({ id }: DatedException) =>
      ask(
        api.DELETE('/api/providers/{provider_id}/exceptions/{exception_id}', {
          params: { path: { provider_id, exception_id: id } },
        }),
      ),
    onMutate: async ({ id }) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData<Page>(queryKey)
      client.setQueryData<Page>(queryKey, (known) =>
        known ? { ...known, items: known.items.filter((each) => each.id !== id) } : known,
      )
      return before
    },
    onError: (_error, _gone, before) => client.setQueryData(queryKey, before),
    meta: changes('providers.dates'),
  })
}
