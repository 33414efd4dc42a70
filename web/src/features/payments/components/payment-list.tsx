import { IconCash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useRefreshEvery } from '@/lib/realtime'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { None } from '@/ui/none'
import { WaitingList } from '@/ui/waiting'
import { type Of, type Payment, paymentsOf } from '../api'
import { PaymentRow } from './payment-row'
import classes from './payments.module.css'

type Props = {
  of?: Of
  none: ReactNode
  /** What can be done about a payment by whoever looks. */
  acts?: (payment: Payment) => ReactNode
  /** Whose it is, where that is not said already. */
  whose?: (payment: Payment) => ReactNode
}

/** Payments, newest first. */
export function PaymentList({ of, none, acts, whose }: Props) {
  const refetchInterval = useRefreshEvery()
  const paid = useInfiniteQuery({ ...paymentsOf(of), refetchInterval })
  const { data, error, isPending, refetch } = paid
  if (isPending) return <WaitingList rows={2} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0)
    return typeof none === 'string'
      ? none && <None icon={<IconCash size={24} stroke={1.6} aria-hidden />}>{none}</None>
      : none
  return (
    <>
      <ul className={classes.list}>
        {data.map((payment) => (
          <PaymentRow
            key={payment.id}
            payment={payment}
            whose={whose?.(payment)}
            ofVisit={Boolean(of?.appointment_id)}
          >
            {acts?.(payment)}
          </PaymentRow>
        ))}
      </ul>
      <More
        shown={data.length}
        has={paid.hasNextPage}
        loading={paid.isFetchingNextPage}
        failed={paid.isFetchNextPageError}
        onMore={paid.fetchNextPage}
      />
    </>
  )
}
