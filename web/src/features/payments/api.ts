import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { save } from '@/lib/save'

export type Payment = Schema['Payment']
export type Dues = Schema['Dues']
export type Terms = Schema['Terms']
export type Purpose = Payment['purpose']
export type PaymentStatus = Payment['status']
export type Card = Schema['Card']

const at = (payment_id: string) => ({ path: { payment_id } })

/** What was agreed for a visit, what was paid of it, and what may be paid now. */
export const dues = (appointment_id: string) =>
  queryOptions({
    queryKey: [...keys.payments, 'dues', appointment_id],
    queryFn: () =>
      ask(
        api.GET('/api/payments/terms/{appointment_id}', { params: { path: { appointment_id } } }),
      ),
  })

export type Of = { appointment_id?: string; patient_id?: string; status?: PaymentStatus }

/** Payments, newest first. Without a word of whom, a patient's own, or all of the clinic. */
export const paymentsOf = (of: Of = {}) =>
  infiniteQueryOptions({
    queryKey: [...keys.payments, 'list', of],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/payments', {
          params: { query: { limit: 20, ...of, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })

export type Start = { appointment_id: string; keep_card: boolean }

/**
 * Asked again it is the same payment, in another tab and after a reload too. No news makes it stale:
 * after a deposit, to ask again would be to ask for the rest.
 */
export const begun = (start: Start) =>
  queryOptions({
    queryKey: [...keys.paying, start],
    queryFn: () => ask(api.POST('/api/payments/create-intent', { body: start })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  })

export type Refunding = { amount?: number; reason: string }

export const useRefund = (payment: Payment) =>
  useMutation({
    mutationFn: (body: Refunding) =>
      intend(`refund ${payment.id}`, body, (headers) =>
        ask(
          api.POST('/api/payments/{payment_id}/refund', { params: at(payment.id), body, headers }),
        ),
      ),
    meta: changes('payments.refund'),
  })

/** The agreed fee or the rest, on the card that the patient had kept. */
export const useCharge = (appointment_id: string) =>
  useMutation({
    mutationFn: (purpose: Purpose) =>
      intend(`charge ${appointment_id}`, purpose, (headers) =>
        ask(api.POST('/api/payments/charge', { body: { appointment_id, purpose }, headers })),
      ),
    meta: changes('payments.charge'),
  })

export const cards = (patient_id: string | null) =>
  queryOptions({
    queryKey: [...keys.payments, 'cards', patient_id],
    queryFn: () =>
      ask(api.GET('/api/payments/cards', { params: { query: patient_id ? { patient_id } : {} } })),
    select: ({ items }) => items,
  })

export const useRemoveCard = () =>
  useMutation({
    mutationFn: (card_id: string) =>
      ask(api.DELETE('/api/payments/cards/{card_id}', { params: { path: { card_id } } })),
    meta: changes('payments.cards'),
  })

/** Where a new card is typed. */
export const useSetUpCard = () =>
  useMutation({
    mutationFn: () => ask(api.POST('/api/payments/cards/setup', { body: {} })),
    meta: changes('payments.setUpCard'),
  })

export const useKeepCard = () =>
  useMutation({
    mutationFn: (setup_intent: string) =>
      ask(api.POST('/api/payments/cards', { body: { setup_intent } })),
    meta: changes('payments.cards'),
  })

/** Asked for like everything else, so that a session that must be renewed is. */
export const useReceipt = () =>
  useMutation({
    mutationFn: async (payment_id: string) => {
      const asked = api.GET('/api/payments/{payment_id}/receipt', {
        params: at(payment_id),
        parseAs: 'blob',
      })
      save((await ask(asked)) as unknown as Blob, `receipt-${payment_id.slice(0, 8)}.pdf`)
    },
    meta: changes('payments.paper'),
  })
