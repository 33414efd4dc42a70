import { queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'

export type Delivery = Schema['HeldDelivery']

export const held = () =>
  queryOptions({
    queryKey: [...keys.deliveries, 'held'],
    queryFn: () => ask(api.GET('/api/deliveries', { params: { query: { state: 'held' } } })),
    select: ({ items }) => items,
    refetchInterval: 20_000,
  })

/** How much waits, and how long the oldest has waited. */
export const summary = () =>
  queryOptions({
    queryKey: [...keys.deliveries, 'summary'],
    queryFn: () => ask(api.GET('/api/deliveries/summary')),
    refetchInterval: 10_000,
  })

/** A held delivery goes on its way again, or is given up. */
export const useDecide = () =>
  useMutation({
    mutationFn: ({ id, verdict }: { id: string; verdict: 'replay' | 'discard' }) =>
      intend(`${verdict} ${id}`, null, (headers) =>
        ask(
          api.POST(`/api/deliveries/{delivery_id}/${verdict}`, {
            params: { path: { delivery_id: id } },
            headers,
          }),
        ),
      ),
    meta: changes('deliveries.decide'),
  })
