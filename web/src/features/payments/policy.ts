import { amountOf, written } from '@/lib/amounts'
import type { Policy } from './office-api'

/** Terms as they are typed. */
export type Typed = {
  deposit_kind: NonNullable<Policy['deposit_kind']>
  deposit_amount: string
  cancellation_hours: number
  late_cancel_fee: string
  no_show_fee: string
}

export function typed(policy: Policy, currency: string, locale: string): Typed {
  const text = (amount: number | null | undefined) => written(amount ?? null, currency, locale)
  return {
    deposit_kind: policy.deposit_kind,
    deposit_amount: text(policy.deposit_amount),
    cancellation_hours: policy.cancellation_hours,
    late_cancel_fee: text(policy.late_cancel_fee),
    no_show_fee: text(policy.no_show_fee),
  }
}

/** A fee that is left empty or is nothing is no fee. */
const feeOf = (text: string, currency: string) => amountOf(text, currency) || null

export function policyOf(values: Typed, currency: string): Required<Policy> {
  const { deposit_kind, cancellation_hours } = values
  return {
    deposit_kind,
    deposit_amount: deposit_kind === 'amount' ? amountOf(values.deposit_amount, currency) : null,
    cancellation_hours,
    late_cancel_fee: feeOf(values.late_cancel_fee, currency),
    no_show_fee: feeOf(values.no_show_fee, currency),
  }
}
