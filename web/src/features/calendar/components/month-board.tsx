import { useMemo } from 'react'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, dayOf } from '@/lib/wall'
import { type DayLoad, loads } from '../fullness'
import type { Calendar } from '../geometry'
import { monthOf } from '../weeks'
import classes from './month-board.module.css'

type Props = { calendar: Calendar; day: Day; days: readonly Day[]; onDay: (day: Day) => void }

/** As many as fit into a cell. */
const SHOWN = 3

const percent = ({ open, booked }: DayLoad) => (open > 0 ? Math.round((booked / open) * 100) : 0)

type CellProps = { load: DayLoad; month: string; today: Day; onDay: Props['onDay'] }

function Cell({ load, month, today, onDay }: CellProps) {
  const t = useT()
  const format = useFormats()
  const { day, visits, open } = load
  const count = visits.length
  const full = percent(load)
  const words = [
    capital(format.longDay(day)),
    count > 0 || open > 0 ? t('staff.day.visits', { count }) : t('staff.day.closed'),
    ...(open > 0 ? [t('calendar.month.full', { percent: full })] : []),
  ]
  return (
    <button
      type="button"
      className={classes.cell}
      data-outside={monthOf(day) !== month || undefined}
      data-closed={open === 0 || undefined}
      data-today={day === today || undefined}
      aria-current={day === today ? 'date' : undefined}
      aria-label={words.join(', ')}
      onClick={() => onDay(day)}
    >
      <span className={classes.top}>
        <span className={classes.number}>{format.dayNumber(day)}</span>
        {count > 0 && <span className={classes.count}>{count}</span>}
      </span>
      {open > 0 && (
        <span className={classes.bar} data-full={full >= 85 || undefined}>
          <span style={{ width: `${Math.min(100, full)}%` }} />
        </span>
      )}
      <span className={classes.visits}>
        {visits.slice(0, SHOWN).map(({ id, starts_local, patient, status }) => (
          <span key={id}>
            <i style={{ background: `var(--ts-${status}-edge)` }} />
            {format.time(starts_local)} {patient.name}
          </span>
        ))}
        {count > SHOWN && <span>{t('calendar.month.more', { count: count - SHOWN })}</span>}
      </span>
    </button>
  )
}

/** The month: how many come on each day, who comes first, and how full it is. */
export function MonthBoard({ calendar, day, days, onDay }: Props) {
  const t = useT()
  const format = useFormats()
  const cells = useMemo(() => loads(calendar, days), [calendar, days])
  return (
    <section
      className={classes.month}
      aria-label={t('calendar.month.label', { month: format.month(dayOf(day)) })}
    >
      <div className={classes.weekdays} aria-hidden="true">
        {days.slice(0, 7).map((each) => (
          <span key={each}>{format.weekday(each).replace('.', '')}</span>
        ))}
      </div>
      <div className={classes.cells}>
        {cells.map((load) => (
          <Cell
            key={load.day}
            load={load}
            month={monthOf(day)}
            today={calendar.today}
            onDay={onDay}
          />
        ))}
      </div>
    </section>
  )
}
