import { Button, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useClinicTime } from '@/lib/elsewhere'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isGuess } from '@/lib/versions'
import { type Day, dayOf, minutesBetween } from '@/lib/wall'
import { BigTime } from '@/ui/big-time'
import { StatusPill } from '@/ui/status'
import type { Appointment } from '../api'
import { can, isMovable } from '../transitions'
import { useWhen } from './visit-when'
import classes from './visits.module.css'

export type VisitActions = {
  onConfirm: (appointment: Appointment) => void
  onMove: (appointment: Appointment) => void
  onCancel: (appointment: Appointment) => void
  /** The way to pay for it, where it is still to be paid. */
  pay?: (appointment: Appointment) => ReactNode
}

type Props = VisitActions & { appointment: Appointment; today: Day; clinic: string; zone: string }

function useCountdown(day: Day, today: Day): string {
  const t = useT()
  const count = minutesBetween(today, day) / 1440
  return count <= 0 ? t('portal.today') : t('portal.inDays', { count })
}

/** The visit that matters most, told large. */
export function NextVisit({ appointment, today, clinic, zone, ...act }: Props) {
  const t = useT()
  const timeOf = useClinicTime(zone)
  const when = useWhen()
  const format = useFormats()
  const { status, starts_local, service, provider } = appointment
  const waiting = isGuess(appointment)
  const countdown = useCountdown(dayOf(starts_local), today)
  return (
    <section className={classes.next} aria-label={t('portal.next')}>
      <div className={classes.nextHead}>
        <Title order={2} className={classes.nextLabel}>
          {t('portal.next')}
        </Title>
        <span className={classes.countdown}>{countdown}</span>
        {!can(status, 'confirm') && (
          <StatusPill status={status}>{t(`status.${status}`)}</StatusPill>
        )}
      </div>
      <p className={classes.nextTime}>
        <BigTime time={format.time(starts_local)} told={timeOf(appointment)} />
      </p>
      <p className={classes.nextDay}>{when(starts_local).replace(/, [^,]*$/, '')}</p>
      <p className={classes.nextWhat}>
        {service.name} · {t('with', { name: provider.name })}
      </p>
      <p className={classes.nextClinic}>{clinic}</p>
      <div className={classes.nextActs}>
        {can(status, 'confirm') && (
          <Button
            color="guava.4"
            c="#33060f"
            disabled={waiting}
            onClick={() => act.onConfirm(appointment)}
          >
            {t('portal.confirm')}
          </Button>
        )}
        {act.pay?.(appointment)}
        {isMovable(status) && (
          <Button
            className={classes.quiet}
            disabled={waiting}
            onClick={() => act.onMove(appointment)}
          >
            {t('portal.reschedule')}
          </Button>
        )}
        {can(status, 'cancel') && (
          <Button
            className={classes.quiet}
            disabled={waiting}
            onClick={() => act.onCancel(appointment)}
          >
            {t('portal.cancel')}
          </Button>
        )}
      </div>
    </section>
  )
}
