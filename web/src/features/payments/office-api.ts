import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { save } from '@/lib/save'

/** What only the office asks: terms, the ledger, papers, the connection to Stripe. */

export type Policy = Schema['Policy']
export type Settings = Schema['PaymentSettings']
export type Service = Schema['Service']

export const settings = () =>
  queryOptions({
    queryKey: [...keys.payments, 'settings'],
    queryFn: () => ask(api.GET('/api/payments/settings')),
  })

export const useChangeSettings = () =>
  useMutation({
    mutationFn: (body: Schema['ChangePaymentSettings']) =>
      ask(api.PATCH('/api/payments/settings', { body })),
    meta: changes('payments.terms'),
  })

export const catalogue = () =>
  queryOptions({
    queryKey: [...keys.services, 'catalogue'],
    queryFn: () => ask(api.GET('/api/services')),
    select: ({ items }) => items,
  })

type ChangedTerms = Pick<Service, 'id' | 'version'> & { policy: Policy | null }

export const useChangeTerms = () =>
  useMutation({
    mutationFn: ({ id, version, policy }: ChangedTerms) =>
      ask(
        api.PATCH('/api/services/{service_id}', {
          params: { path: { service_id: id } },
          body: { policy, expected_version: version },
        }),
      ),
    meta: changes('payments.terms'),
  })

export const account = () =>
  queryOptions({
    queryKey: [...keys.payments, 'account'],
    queryFn: () => ask(api.GET('/api/payments/account')),
  })

export const useOnboarding = () =>
  useMutation({
    mutationFn: () => ask(api.POST('/api/payments/account/onboarding')),
    onSuccess: ({ url }) => location.assign(url),
    meta: changes('payments.connect'),
  })

export const ledger = () =>
  infiniteQueryOptions({
    queryKey: [...keys.payments, 'ledger'],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/payments/ledger', {
          params: { query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  })

export const useReconcile = () =>
  useMutation({
    mutationFn: () =>
      intend('reconcile', null, (headers) => ask(api.POST('/api/payments/reconcile', { headers }))),
    meta: changes('payments.reconcile'),
  })

export const invoices = () =>
  infiniteQueryOptions({
    queryKey: [...keys.payments, 'invoices'],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/payments/invoices', {
          params: { query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })

export const useInvoicePdf = () =>
  useMutation({
    mutationFn: async ({ id, number }: { id: string; number: string }) => {
      const asked = api.GET('/api/payments/invoices/{invoice_id}/pdf', {
        params: { path: { invoice_id: id } },
        parseAs: 'blob',
      })
      save((await ask(asked)) as unknown as Blob, `${number}.pdf`)
    },
    meta: changes('payments.paper'),
  })

export type Period = { from: string; to: string }
export type Report = 'payments' | 'payouts' | 'ledger'

export const useReport = () =>
  useMutation({
    mutationFn: async ({ report, period }: { report: Report; period: Period }) => {
      const options = { params: { query: period }, parseAs: 'blob' } as const
      const asked = api.GET(`/api/payments/reports/${report}.csv`, options)
      save((await ask(asked)) as unknown as Blob, `${report}-${period.from}-${period.to}.csv`)
    },
    meta: changes('payments.paper'),
  })
