import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'

export type Message = Schema['Message']

const SOON = 1_500

const onItsWay = ({ state }: Message) => state === 'queued' || state === 'sending'

/** The ledger of one appointment; what is under way is looked at again shortly. */
export const about = (appointment_id: string, every: number) =>
  queryOptions({
    queryKey: [...keys.messages, appointment_id],
    queryFn: () => ask(api.GET('/api/messages', { params: { query: { appointment_id } } })),
    select: ({ items }) => items,
    // A message takes a second or two; after ten looks there is no hurry any more.
    refetchInterval: ({ state: { data, dataUpdateCount } }) => {
      const waiting = !data?.items.length || data.items.some(onItsWay)
      return waiting && dataUpdateCount <= 10 ? SOON : every
    },
  })

/** All that was written to a patient, newest first. */
export const writtenTo = (patient_id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.messages, 'to', patient_id],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/messages', {
          params: {
            query: { patient_id, limit: 30, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  })

/** The same words once more, if they are still true; a second click is the same wish. */
export const useResend = () =>
  useMutation({
    mutationFn: ({ id }: Message) =>
      intend(`resend ${id}`, null, (headers) =>
        ask(
          api.POST('/api/messages/{message_id}/resend', {
            params: { path: { message_id: id } },
            headers,
          }),
        ),
      ),
    meta: changes('messages.resend'),
  })

export type Preference = Schema['Preference']
export type Channel = Preference['channel']

/** Of the signed-in patient, or of one that staff have before them. */
export const preferences = (patient: string | null) =>
  queryOptions({
    queryKey: [...keys.messages, 'preferences', patient],
    queryFn: () =>
      patient
        ? ask(
            api.GET('/api/messages/preferences/{patient_id}', {
              params: { path: { patient_id: patient } },
            }),
          )
        : ask(api.GET('/api/messages/preferences')),
    select: ({ items }) => items,
  })

/** The switch moves at once; what the server says afterwards counts. */
export function useChoose(patient: string | null) {
  const client = useQueryClient()
  const { queryKey } = preferences(patient)
  return useMutation({
    mutationFn: (body: Schema['Choose']) =>
      patient
        ? ask(
            api.PUT('/api/messages/preferences/{patient_id}', {
              params: { path: { patient_id: patient } },
              body,
            }),
          )
        : ask(api.PUT('/api/messages/preferences', { body })),
    onSuccess: (now) => client.setQueryData(queryKey, now),
    meta: changes('messages.choose'),
  })
}
