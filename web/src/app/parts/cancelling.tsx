import { Skeleton, Text } from '@mantine/core'
import { useTimeout } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, useState } from 'react'
import type { Appointment } from '@/features/appointments/api'
import { CancelDialog } from '@/features/appointments/components/cancel-dialog'
import { dues } from '@/features/payments/api'
import { freeUntil } from '@/features/payments/cancelling'
import { CancellingCost } from '@/features/payments/components/cancelling-cost'
import { useT } from '@/lib/i18n'

type Side = 'patient' | 'staff'
type Dialog = Omit<ComponentProps<typeof CancelDialog>, 'opened' | 'cost' | 'waiting' | 'onCancel'>
type Props = Dialog & {
  appointment: Appointment | null
  side: Side
  /** Whoever may not see payments is not told of them. */
  mayKnow?: boolean
  /** `notAfter`: until when it costs what was told. */
  onCancel: (reason: string, notAfter: string | undefined) => void
}

/** A line that says nothing must not keep anybody from giving up a visit. */
const PATIENCE = 4_000

/** What it costs at this moment; asked anew when the question is, for a minute may be too late. */
function useCost(id: string | undefined, side: Side, mayKnow: boolean) {
  const t = useT()
  const [patient, setPatient] = useState(true)
  useTimeout(() => setPatient(false), PATIENCE, { autoInvoke: true })
  const { data, isFetchedAfterMount, fetchStatus } = useQuery({
    ...dues(id ?? ''),
    enabled: id !== undefined && mayKnow,
    staleTime: 0,
  })
  const waiting = !isFetchedAfterMount && fetchStatus === 'fetching' && patient
  if (waiting) return { waiting, cost: <Skeleton height={46} radius={14} /> }
  if (!mayKnow || id === undefined) return { waiting }
  if (isFetchedAfterMount && data)
    return {
      waiting,
      cost: data.cancelling && <CancellingCost cost={data.cancelling} side={side} />,
      notAfter: freeUntil(data.cancelling),
    }
  const unknown = t(side === 'patient' ? 'portal.cost.unknown' : 'staff.cancel.cost.unknown')
  return { waiting, cost: <Text c="var(--mantine-color-error)">{unknown}</Text> }
}

function Asked({ appointment, side, mayKnow = true, onCancel, ...dialog }: Props) {
  const { notAfter, ...told } = useCost(appointment?.id, side, mayKnow)
  return (
    <CancelDialog
      opened={appointment !== null}
      {...told}
      {...dialog}
      onCancel={(reason) => onCancel(reason, side === 'patient' ? notAfter : undefined)}
    />
  )
}

/** Asks once more, and says what it costs. */
export function Cancelling(props: Props) {
  return <Asked key={props.appointment?.id} {...props} />
}
