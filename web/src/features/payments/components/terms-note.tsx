import { IconFileCheck } from '@tabler/icons-react'
import type { Schema } from '@/api/client'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Terms } from '../api'
import classes from './payments.module.css'

type Props = { terms: Terms | null; price: Schema['Money'] }

/** Terms that ask for nothing are none. */
export const binds = (terms: Terms | null): terms is Terms =>
  terms !== null && Boolean(terms.deposit || terms.late_cancel_fee || terms.no_show_fee)

/** Terms in whole sentences. */
export function TermLines({ terms, price }: { terms: Terms; price: Schema['Money'] }) {
  const t = useT()
  const format = useFormats()
  const { deposit, cancellation_hours: count, late_cancel_fee, no_show_fee } = terms
  const amount = deposit && format.money(deposit)
  const whole = deposit?.amount === price.amount
  const free = late_cancel_fee ? count : 0
  return (
    <ul>
      {amount && <li>{t(`terms.${whole ? 'depositFull' : 'deposit'}`, { amount })}</li>}
      <li>{t('terms.free', { count: free })}</li>
      {late_cancel_fee && <li>{t('terms.late', { amount: format.money(late_cancel_fee) })}</li>}
      {no_show_fee && <li>{t('terms.noShow', { amount: format.money(no_show_fee) })}</li>}
    </ul>
  )
}

/** What whoever books agrees to, before they do. */
export function TermsNote({ terms, price }: Props) {
  const t = useT()
  if (!binds(terms)) return null
  return (
    <section className={classes.terms} aria-label={t('terms.title')}>
      <h2>
        <IconFileCheck size={20} aria-hidden /> {t('terms.title')}
      </h2>
      <TermLines terms={terms} price={price} />
      <p>{t('terms.agree')}</p>
    </section>
  )
}
