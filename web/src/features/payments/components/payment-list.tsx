import { Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useRefreshEvery } from '@/lib/realtime'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { type Of, type Payment, paymentsOf } from '../api'
import { PaymentRow } from './payment-row'
import classes from './payments.module.css'

type Props = {
  of?: Of
  none: ReactNode
  /** What can be done about a payment by whoever looks. */
  acts?: (payment: Payment) => ReactNode
}

/** Payments, newest first. */
export function PaymentList({ of, none, acts }: Props) {
  const refetchInterval = useRefreshEvery()
  const paid = useInfiniteQuery({ ...paymentsOf(of), refetchInterval })
  const { data, error, isPending, refetch } = paid
  if (isPending) return <Skeleton height={72} radius={18} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0)
    return typeof none === 'string' ? (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    ) : (
      none
    )
  return (
    <>
      <ul className={classes.list}>
        {data.map((payment) => (
          <PaymentRow key={payment.id} payment={payment}>
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
