import { type UseInfiniteQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ofPatient } from '@/features/appointments/api'
import { files } from '@/features/files/api'
import { writtenTo } from '@/features/messages/api'
import { paymentsOf } from '@/features/payments/api'
import { type Kind, type Moment, type Stream, woven } from './moments'

type Told = Pick<
  UseInfiniteQueryResult,
  'isPending' | 'isError' | 'error' | 'refetch' | 'isFetchingNextPage' | 'isFetchNextPageError'
> & { hasNextPage?: boolean; fetchNextPage?: () => unknown }

type Source = { kind: Kind; told: Told; moments: readonly Moment[] }

/** Each kind by its own question, asked only where it is to be seen. */
function useSources(patient_id: string, wanted: ReadonlySet<Kind>): Source[] {
  const asks = (kind: Kind) => ({ enabled: wanted.has(kind) })
  const visits = useQuery({ ...ofPatient(patient_id), ...asks('visit') })
  const payments = useInfiniteQuery({ ...paymentsOf({ patient_id }), ...asks('payment') })
  const papers = useInfiniteQuery({ ...files({ patient_id }), ...asks('file') })
  const letters = useInfiniteQuery({ ...writtenTo(patient_id), ...asks('message') })
  const once = { isFetchingNextPage: false, isFetchNextPageError: false }
  const all: Source[] = [
    {
      kind: 'visit',
      told: { ...visits, ...once } as Told,
      moments: (visits.data ?? []).map((visit) => ({ kind: 'visit', visit }) as const).reverse(),
    },
    {
      kind: 'payment',
      told: payments as Told,
      moments: (payments.data ?? []).map((payment) => ({ kind: 'payment', payment })),
    },
    {
      kind: 'file',
      told: papers as Told,
      moments: (papers.data?.pages ?? []).flatMap(({ items }) =>
        items.map((file) => ({ kind: 'file', file }) as const),
      ),
    },
    {
      kind: 'message',
      told: letters as Told,
      moments: (letters.data?.pages ?? []).flatMap(({ items }) =>
        items.map((message) => ({ kind: 'message', message }) as const),
      ),
    },
  ]
  return all.filter(({ kind }) => wanted.has(kind))
}

/** All that has to do with a patient, newest first. What fails is named, and the rest is shown. */
export function useTimeline(patient: string, wanted: ReadonlySet<Kind>) {
  const sources = useSources(patient, wanted)
  const failed = sources.filter(({ told, moments }) => told.isError && moments.length === 0)
  const there = sources.filter((source) => !failed.includes(source))
  const streams: Stream[] = there.map(({ told, moments }) => ({
    moments,
    more: told.hasNextPage ?? false,
  }))
  const { moments, next } = woven(streams)
  const going = next.flatMap((index) => there[index]?.told ?? [])
  const onMore = () => {
    for (const { fetchNextPage } of going) fetchNextPage?.()
  }
  return {
    moments,
    failed,
    waiting: there.some(({ told }) => told.isPending),
    more: {
      shown: moments.length,
      has: going.length > 0,
      loading: going.some(({ isFetchingNextPage }) => isFetchingNextPage),
      failed: going.some(({ isFetchNextPageError }) => isFetchNextPageError),
      onMore,
    },
  }
}
