import { Button, Skeleton } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Appointment } from '@/features/appointments/api'
import { Leaf, useWhen } from '@/features/appointments/components/visit-when'
import { isAhead } from '@/features/appointments/transitions'
import type { User } from '@/features/auth/api'
import type { Patient } from '@/features/patients/api'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, dayOf } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { StatusPill } from '@/ui/status'
import { BookNext } from './book-next'
import classes from './patient.module.css'

function Visit({ visit }: { visit: Appointment }) {
  const t = useT()
  const format = useFormats()
  const when = useWhen()
  const { id, starts_local, service, provider, status } = visit
  return (
    <Link
      to="/staff"
      search={{ day: dayOf(starts_local), visit: id }}
      className={classes.visit}
      aria-label={t('people.next.open', { when: when(starts_local) })}
    >
      <Leaf at={starts_local} />
      <span className={classes.visitWords}>
        <strong>{format.time(starts_local)}</strong>
        <span>
          {service.name} · {t('with', { name: provider.name })}
        </span>
      </span>
      <StatusPill status={status}>{t(`status.${status}`)}</StatusPill>
    </Link>
  )
}

type Props = {
  patient: Patient
  user: User
  visits: UseQueryResult<Appointment[]>
  today: Day | undefined
}

/** When they come next, and the way to the visit after that. */
export function NextVisit({ patient, user, visits, today }: Props) {
  const t = useT()
  const [booking, setBooking] = useState(false)
  const next = visits.data?.find(
    ({ status, starts_local }) => isAhead(status) && today && dayOf(starts_local) >= today,
  )
  return (
    <section className={classes.card} aria-label={t('people.next.title')}>
      <h2>{t('people.next.title')}</h2>
      {visits.isError && !visits.data ? (
        <Failure error={visits.error} onRetry={visits.refetch} compact />
      ) : !visits.data || !today ? (
        <Skeleton height={74} />
      ) : next ? (
        <Visit visit={next} />
      ) : (
        <p className={classes.none}>{t('people.next.none')}</p>
      )}
      {!patient.archived_at && (
        <Button
          variant={next ? 'default' : 'filled'}
          leftSection={<IconCalendarPlus size={18} aria-hidden />}
          disabled={!today}
          onClick={() => setBooking(true)}
        >
          {t('people.next.book')}
        </Button>
      )}
      {today && (
        <BookNext
          opened={booking}
          patient={patient}
          user={user}
          today={today}
          onDone={() => setBooking(false)}
        />
      )}
    </section>
  )
}
