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

type Props = { payment: Payment; children?: ReactNode }

/** One payment: for what, how much, what became of it, and its receipt. */
export function PaymentRow({ payment, children }: Props) {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  const details = useDetails()
  const receipt = useReceipt()
  const what = t(`payments.purpose.${payment.purpose}`)
  const name = `${what}, ${format.money(payment)}`
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.words}>
        <strong>{what}</strong>
        <span>{details(payment, ago)}</span>
      </div>
      <span className={classes.sum}>{format.money(payment)}</span>
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
