import { Button } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useAgo } from '@/lib/ago'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyFailed } from '@/ui/notify'
import { type Payment, useReceipt } from '../api'
import { PaymentState, useDetails } from './payment-state'
import classes from './payments.module.css'

type Props = {
  payment: Payment
  /** Stands first where payments of several people are told. */
  whose?: ReactNode
  /** Among those of one visit, where it is known which. */
  ofVisit?: boolean
  children?: ReactNode
}

/** Which visit: the service, and when in the clinic's wall time. */
function useVisit({ visit: { service, starts_local } }: Payment): string {
  const format = useFormats()
  return `${service.name}, ${format.dated(starts_local)}, ${format.time(starts_local)}`
}

/** One payment: whose, for what, how much, what became of it, and its receipt. */
export function PaymentRow({ payment, whose, ofVisit = false, children }: Props) {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  const details = useDetails()
  const receipt = useReceipt()
  const visit = useVisit(payment)
  const what = t(`payments.purpose.${payment.purpose}`)
  const sum = format.money(payment)
  const name = [what, sum, whose && payment.patient.name, !ofVisit && visit]
    .filter(Boolean)
    .join(', ')
  const about = [whose && what, !ofVisit && visit].filter(Boolean).join(' · ')
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.words}>
        <strong>{whose ?? what}</strong>
        {about && <span>{about}</span>}
        <span>{details(payment, ago)}</span>
      </div>
      <span className={classes.sum}>{sum}</span>
      <PaymentState payment={payment} />
      {payment.status === 'succeeded' && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconReceipt size={16} aria-hidden />}
          loading={receipt.isPending}
          aria-label={t('payments.mine.receiptOf', { what: name })}
          onClick={() =>
            receipt.mutate(payment.id, { onError: (error) => notifyFailed(sentence(error, t)) })
          }
        >
          {t('payments.mine.receipt')}
        </Button>
      )}
      {children}
    </li>
  )
}
