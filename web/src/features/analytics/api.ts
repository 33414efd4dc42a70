import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { save } from '@/lib/save'
import type { Step } from './period'

export type Period = Schema['Period']
export type Figures = Omit<Period, 'starts_on' | 'ends_on'>
export type Part = Schema['Part']
export type Asked = { from: string; to: string; provider_id?: string; service_id?: string }
export type By = 'provider' | 'service' | 'source'

/** Figures of today go on while they are looked at. */
const live = { placeholderData: keepPreviousData, refetchInterval: 60_000 }

export const overview = (query: Asked) =>
  queryOptions({
    queryKey: [...keys.analytics, 'overview', query],
    queryFn: () => ask(api.GET('/api/analytics/overview', { params: { query } })),
    ...live,
  })

export const series = (query: Asked, by: Step) =>
  queryOptions({
    queryKey: [...keys.analytics, 'series', query, by],
    queryFn: () => ask(api.GET('/api/analytics/series', { params: { query: { ...query, by } } })),
    ...live,
  })

export const breakdown = (query: Asked, by: By) =>
  queryOptions({
    queryKey: [...keys.analytics, 'breakdown', query, by],
    queryFn: () =>
      ask(api.GET('/api/analytics/breakdown', { params: { query: { ...query, by } } })),
    ...live,
  })

/** The file, asked for like everything else, so that a session that must be renewed is. */
export const useExport = () =>
  useMutation({
    mutationFn: async (query: Asked) => {
      const asked = api.GET('/api/analytics/export', { params: { query }, parseAs: 'blob' })
      save((await ask(asked)) as unknown as Blob, `topsmile-${query.from}-${query.to}.csv`)
    },
    meta: changes('analytics.export'),
  })
