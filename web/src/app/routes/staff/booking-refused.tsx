import { useQuery } from '@tanstack/react-query'
import { providers, services } from '@/api/queries'
import { useRefused } from '@/app/parts/use-refused'
import type { Wish } from '@/features/appointments/book'
import { Conflict } from '@/features/appointments/components/conflict'
import { type ConflictCode, conflictOf, type Free } from '@/features/appointments/conflict'
import type { User } from '@/features/auth/api'
import { hasCode } from '@/lib/errors'
import { ProblemAlert } from '@/ui/problem-alert'

type Props = {
  error: unknown
  wish: Wish | undefined
  user: User
  pending: boolean
  onBook: (wish: Wish) => void
  onDrop: () => void
}

type TakenProps = Props & { wish: Wish; code: ConflictCode }

/** The time went to somebody else: who has it, and what could be had instead. */
function Taken({ error, code, wish, user, pending, onBook, onDrop }: TakenProps) {
  const { data: offered } = useQuery(services(user.clinic.slug))
  const { data: people } = useQuery(providers(user.clinic.slug))
  const { slot, patient, service_id } = wish
  const provider = people?.find(({ id }) => id === slot.provider_id)
  const minutes = offered?.find(({ id }) => id === service_id)?.duration_minutes ?? 0
  const asked = {
    code,
    wanted: {
      act: 'book' as const,
      patient: patient.name,
      ...(provider ? { at: { starts_local: slot.starts_local, provider } } : {}),
    },
    alternatives: (hasCode(error, code) && error.problem.alternatives) || [],
    visit: { service_id, patient_id: patient.id, minutes },
  }
  const take = ({ starts_at, starts_local, provider: { id } }: Free) =>
    onBook({ ...wish, slot: { starts_at, starts_local, provider_id: id } })
  return <Conflict {...useRefused(asked, user)} pending={pending} onTake={take} onDrop={onDrop} />
}

/** Why a booking was refused, and what could be booked instead. */
export function BookingRefused(props: Props) {
  const { error, wish } = props
  const code = conflictOf(error)
  if (code && wish) return <Taken {...props} code={code} wish={wish} />
  return <ProblemAlert error={error} />
}
