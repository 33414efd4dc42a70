import { Button, Title } from '@mantine/core'
import { useClinicTime } from '@/lib/elsewhere'
import { useT } from '@/lib/i18n'
import { isGuess } from '@/lib/versions'
import { StatusPill } from '@/ui/status'
import type { Appointment } from '../api'
import { can, isMovable } from '../transitions'
import type { VisitActions } from './next-visit'
import { Leaf, useWhen } from './visit-when'
import classes from './visits.module.css'

type RowProps = { appointment: Appointment; zone: string; act?: VisitActions | undefined }

function Row({ appointment, zone, act }: RowProps) {
  const t = useT()
  const timeOf = useClinicTime(zone)
  const when = useWhen()
  const { status, starts_local, service, provider } = appointment
  const waiting = isGuess(appointment)
  const name = `${service.name}, ${when(starts_local)}`
  return (
    <li className={classes.row} aria-label={name}>
      <Leaf at={starts_local} />
      <div className={classes.rowWords}>
        <strong>{service.name}</strong>
        <span>
          {timeOf(appointment)} · {t('with', { name: provider.name })}
        </span>
      </div>
      <StatusPill status={status}>{t(`status.${status}`)}</StatusPill>
      {act && (
        <div className={classes.rowActions}>
          {act.pay?.(appointment)}
          {can(status, 'confirm') && (
            <Button
              variant="light"
              size="sm"
              disabled={waiting}
              onClick={() => act.onConfirm(appointment)}
            >
              {t('portal.confirm')}
            </Button>
          )}
          {isMovable(status) && (
            <Button
              variant="default"
              size="sm"
              disabled={waiting}
              onClick={() => act.onMove(appointment)}
            >
              {t('portal.reschedule')}
            </Button>
          )}
          {can(status, 'cancel') && (
            <Button
              variant="subtle"
              color="guava"
              size="sm"
              disabled={waiting}
              onClick={() => act.onCancel(appointment)}
            >
              {t('portal.cancel')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

type Props = { title: string; appointments: Appointment[]; zone: string; act?: VisitActions }

export function VisitList({ title, appointments, zone, act }: Props) {
  if (appointments.length === 0) return null
  return (
    <section>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <ul className={classes.list}>
        {appointments.map((each) => (
          <Row key={each.id} appointment={each} zone={zone} act={act} />
        ))}
      </ul>
    </section>
  )
}
