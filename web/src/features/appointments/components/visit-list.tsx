import { Button, Title } from '@mantine/core'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isGuess } from '@/lib/versions'
import { StatusPill } from '@/ui/status'
import type { Appointment } from '../api'
import { can, isMovable } from '../transitions'
import type { VisitActions } from './next-visit'
import { Leaf, useWhen } from './visit-when'
import classes from './visits.module.css'

type RowProps = { appointment: Appointment; act?: VisitActions | undefined }

function Row({ appointment, act }: RowProps) {
  const t = useT()
  const format = useFormats()
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
          {format.time(starts_local)} · {t('with', { name: provider.name })}
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

type Props = { title: string; appointments: Appointment[]; act?: VisitActions }

export function VisitList({ title, appointments, act }: Props) {
  if (appointments.length === 0) return null
  return (
    <section>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <ul className={classes.list}>
        {appointments.map((each) => (
          <Row key={each.id} appointment={each} act={act} />
        ))}
      </ul>
    </section>
  )
}
