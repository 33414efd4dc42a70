import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'

export type Endpoint = Schema['Endpoint']
export type Secret = Schema['EndpointWithSecret']
export type Call = Schema['Call']
export type CallState = Call['state']
export type EventName = NonNullable<Schema['CreateEndpoint']['events']>[number]
export type Wish = { url: string; description: string; events: EventName[] }

/** What other systems may hear of. */
export const EVENTS = [
  'appointment.created',
  'appointment.rescheduled',
  'appointment.confirmed',
  'appointment.secured',
  'appointment.checked_in',
  'appointment.started',
  'appointment.completed',
  'appointment.cancelled',
  'appointment.no_show',
  'patient.registered',
  'patient.updated',
  'message.sent',
  'message.failed',
  'file.uploaded',
  'file.changed',
  'file.deleted',
  'file.refused',
  'payment.requested',
  'payment.processing',
  'payment.succeeded',
  'payment.declined',
  'payment.cancelled',
  'payment.disputed',
  'payment.dispute_closed',
  'payment.refunded',
  'payment.refund_failed',
] as const satisfies readonly EventName[]

const at = (endpoint_id: string) => ({ path: { endpoint_id } })

export const endpoints = () =>
  queryOptions({
    queryKey: [...keys.webhooks, 'list'],
    queryFn: () => ask(api.GET('/api/webhooks')),
    select: ({ items }) => items,
  })

export const endpoint = (id: string) =>
  queryOptions({
    queryKey: [...keys.webhooks, 'one', id],
    queryFn: () => ask(api.GET('/api/webhooks/{endpoint_id}', { params: at(id) })),
  })

/** What it was told, newest first; looked at again while something is still on its way. */
export const calls = (id: string, state: CallState | null) =>
  infiniteQueryOptions({
    queryKey: [...keys.webhooks, 'calls', id, state],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/webhooks/{endpoint_id}/calls', {
          params: {
            ...at(id),
            query: {
              limit: 20,
              ...(state ? { state } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some((call) => call.state === 'due')) ? 3_000 : 15_000,
  })

export const useCreate = () =>
  useMutation({
    mutationFn: (body: Wish) =>
      intend('create webhook', body, (headers) =>
        ask(api.POST('/api/webhooks', { body, headers })),
      ),
    meta: changes('webhooks.change'),
  })

type Change = Partial<Wish> & { paused?: boolean }

export const useChange = ({ id, version }: Pick<Endpoint, 'id' | 'version'>) =>
  useMutation({
    mutationFn: (change: Change) =>
      ask(
        api.PATCH('/api/webhooks/{endpoint_id}', {
          params: at(id),
          body: { ...change, expected_version: version },
        }),
      ),
    meta: changes('webhooks.change'),
  })

export const useArchive = (id: string) =>
  useMutation({
    mutationFn: () =>
      ask(api.POST('/api/webhooks/{endpoint_id}/archive', { params: at(id), body: {} })),
    meta: changes('webhooks.change'),
  })

export const useRotate = (id: string) =>
  useMutation({
    mutationFn: () =>
      intend(`rotate ${id}`, null, (headers) =>
        ask(api.POST('/api/webhooks/{endpoint_id}/rotate-secret', { params: at(id), headers })),
      ),
    meta: changes('webhooks.change'),
  })

export const useTest = (id: string) =>
  useMutation({
    mutationFn: () =>
      intend(`test ${id}`, null, (headers) =>
        ask(api.POST('/api/webhooks/{endpoint_id}/test', { params: at(id), headers })),
      ),
    meta: changes('webhooks.change'),
  })

export const useReplay = (endpoint_id: string) =>
  useMutation({
    mutationFn: (call_id: string) =>
      ask(
        api.POST('/api/webhooks/{endpoint_id}/calls/{call_id}/replay', {
          params: { path: { endpoint_id, call_id } },
        }),
      ),
    meta: changes('webhooks.change'),
  })
