import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import type { Appointment } from '@/features/appointments/api'
import { CancelDialog } from '@/features/appointments/components/cancel-dialog'
import { dues } from '@/features/payments/api'
import { CancellingCost } from '@/features/payments/components/cancelling-cost'
import { useT } from '@/lib/i18n'

type Props = Omit<ComponentProps<typeof CancelDialog>, 'opened' | 'cost' | 'waiting'> & {
  appointment: Appointment | null
  side: 'patient' | 'staff'
  /** Whoever may not see payments is not told of them. */
  mayKnow?: boolean
}

/** Asks once more, and says what it costs as it is at this moment. */
export function Cancelling({ appointment, side, mayKnow = true, ...dialog }: Props) {
  const t = useT()
  const { data, isFetching, isError } = useQuery({
    ...dues(appointment?.id ?? ''),
    enabled: appointment !== null && mayKnow,
    // A minute more may be a minute too late.
    staleTime: 0,
  })
  const cost = () => {
    if (isFetching) return <Skeleton height={46} radius={14} />
    if (!isError) return data?.cancelling && <CancellingCost cost={data.cancelling} side={side} />
    const unknown = t(side === 'patient' ? 'portal.cost.unknown' : 'staff.cancel.cost.unknown')
    return <Text c="var(--mantine-color-error)">{unknown}</Text>
  }
  return (
    <CancelDialog
      key={appointment?.id}
      opened={appointment !== null}
      cost={cost()}
      waiting={isFetching}
      {...dialog}
    />
  )
}
