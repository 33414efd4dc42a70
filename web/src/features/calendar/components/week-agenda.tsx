import { useMemo } from 'react'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { StatusPill } from '@/ui/status'
import { byDay } from '../fullness'
import type { Calendar, Visit } from '../geometry'
import classes from './week-agenda.module.css'

type Props = {
  calendar: Calendar
  days: readonly Day[]
  onDay: (day: Day) => void
  onOpen: (visit: Visit) => void
}

function Row({ visit, onOpen }: { visit: Visit; onOpen: Props['onOpen'] }) {
  const t = useT()
  const format = useFormats()
  const { patient, service, provider, status, starts_local } = visit
  return (
    <li>
      <button
        type="button"
        id={`visit-${visit.id}`}
        className={classes.row}
        style={{ borderLeftColor: `var(--ts-${status}-edge)` }}
        onClick={() => onOpen(visit)}
      >
        <span className={classes.time}>{format.time(starts_local)}</span>
        <span className={classes.words}>
          <strong>{patient.name}</strong>
          <span>
            {service.name}, {provider.name}
          </span>
        </span>
        <StatusPill status={status}>{t(`status.${status}`)}</StatusPill>
      </button>
    </li>
  )
}

/** On a phone a week is a list, day by day. */
export function WeekAgenda({ calendar, days, onDay, onOpen }: Props) {
  const t = useT()
  const format = useFormats()
  const visits = useMemo(() => byDay(calendar.appointments), [calendar])
  const [first = ''] = days
  return (
    <section
      className={classes.agenda}
      aria-label={t('calendar.week.label', { day: format.longDay(first) })}
    >
      {days.map((day) => (
        <section key={day} aria-label={format.longDay(day)} className={classes.day}>
          <h2 data-today={day === calendar.today || undefined}>
            <button type="button" onClick={() => onDay(day)}>
              {capital(format.longDay(day))}
            </button>
          </h2>
          {visits.has(day) ? (
            <ul>
              {visits.get(day)?.map((visit) => (
                <Row key={visit.id} visit={visit} onOpen={onOpen} />
              ))}
            </ul>
          ) : (
            <p>{t('calendar.week.none')}</p>
          )}
        </section>
      ))}
    </section>
  )
}
