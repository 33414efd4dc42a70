import { SegmentedControl } from '@mantine/core'
import { IconCash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import type { Payment, PaymentStatus } from '../api'
import { PaymentList } from './payment-list'
import classes from './payments.module.css'
import { RefundButton } from './refund-dialog'

const CHOICES = ['all', 'succeeded', 'processing', 'pending', 'cancelled'] as const
type Choice = 'all' | PaymentStatus
type Props = {
  mayRefund: boolean
  /** Whose payment it is; the way there only the app knows. */
  whose: (payment: Payment) => ReactNode
}

/** All payments of the clinic. */
export function PaymentLog({ mayRefund, whose }: Props) {
  const t = useT()
  const [choice, setChoice] = useState<Choice>('all')
  return (
    <div className={classes.page}>
      <div className={classes.choices}>
        <SegmentedControl
          aria-label={t('payments.list.filter')}
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
          data={CHOICES.map((value) => ({
            value,
            label: t(value === 'all' ? 'payments.list.all' : `payments.state.${value}`),
          }))}
        />
      </div>
      <PaymentList
        {...(choice === 'all' ? {} : { of: { status: choice } })}
        none={
          <Empty
            icon={<IconCash size={28} aria-hidden />}
            title={t('payments.list.none')}
            text={t('payments.list.noneText')}
          />
        }
        whose={whose}
        acts={(payment) => mayRefund && <RefundButton payment={payment} />}
      />
    </div>
  )
}
