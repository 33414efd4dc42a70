import { queryOptions } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'

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
