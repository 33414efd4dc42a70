import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Payment } from '../api'
import { stateOf, whyOf } from '../paying'
import classes from './payments.module.css'

const tones = {
  pending: 'wait',
  processing: 'wait',
  succeeded: 'good',
  cancelled: 'off',
  refunded: 'still',
  partly: 'good',
  disputed: 'bad',
} as const

/** What became of the money, in a word. */
export function PaymentState({ payment }: { payment: Payment }) {
  const t = useT()
  const state = stateOf(payment)
  return (
    <span className={classes.state} data-tone={tones[state]}>
      {t(`payments.state.${state}`)}
    </span>
  )
}

const methods = ['card', 'pix', 'boleto'] as const

/** With what it was paid, when, why it was not, and what went back: the small line under a payment. */
export function useDetails(): (payment: Payment, ago: (at: string) => string) => string {
  const t = useT()
  const format = useFormats()
  return (payment, ago) => {
    const { method, currency, refunded, succeeded_at, created_at, test } = payment
    const why = whyOf(payment)
    const known = methods.find((each) => each === method)
    return [
      test && t('payments.test.mark'),
      method && t(`payments.method.${known ?? 'other'}`),
      ago(succeeded_at ?? created_at),
      why && t(`payments.why.${why}`),
      refunded > 0 &&
        t('payments.mine.back', { amount: format.money({ amount: refunded, currency }) }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}
