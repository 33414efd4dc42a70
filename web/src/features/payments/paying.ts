import type { Schema } from '@/api/client'
import type { Dues, Payment } from './api'

type Visit = Pick<Schema['Appointment'], 'status'>
export type Standing = 'open' | 'processing' | 'settled' | 'over' | 'returned'

/**
 * How paying for a visit stands, by the server's word alone: what the browser was told by Stripe is
 * only a reason to ask. `late`: the time to pay has passed on the server's clock.
 */
export function standingOf(
  visit: Visit,
  dues: Pick<Dues, 'due'>,
  payments: readonly Pick<Payment, 'status' | 'refunds'>[],
  late: boolean,
): Standing {
  const paid = payments.some(({ status }) => status === 'succeeded')
  const unpaid = visit.status === 'pending_payment'
  if (payments.some(({ status }) => status === 'processing') || (unpaid && paid))
    return 'processing'
  if (unpaid) return late ? 'over' : 'open'
  if (dues.due) return 'open'
  if (payments.some(cameTooLate)) return 'returned'
  return visit.status === 'cancelled' && !paid ? 'over' : 'settled'
}

/** Its time had been given to somebody else, so the money goes back by itself. */
const cameTooLate = ({ refunds }: Pick<Payment, 'refunds'>) =>
  refunds.some(({ reason }) => reason === 'late_payment')

const reasons = {
  superseded: 'replaced',
  paid_otherwise: 'otherwise',
  cancelled: 'visit',
  no_show: 'missed',
  came_after_all: 'came',
  card_declined: 'declined',
  generic_decline: 'declined',
  do_not_honor: 'declined',
  insufficient_funds: 'funds',
  expired_card: 'expired',
  authentication_required: 'authentication',
  payment_intent_authentication_failure: 'authentication',
} as const

/** Why no money came, where the record knows it and there are words for it. */
export function whyOf({ status, last_error }: Pick<Payment, 'status' | 'last_error'>) {
  if (status !== 'pending' && status !== 'cancelled') return null
  return Object.entries(reasons).find(([code]) => code === last_error)?.[1] ?? null
}

/** What a payment is to whoever reads a list of them. */
export function stateOf({ status, refunded, amount, disputed }: Payment) {
  if (status !== 'succeeded') return status
  if (disputed) return 'disputed'
  if (refunded === 0) return 'succeeded'
  return refunded < amount ? 'partly' : 'refunded'
}
