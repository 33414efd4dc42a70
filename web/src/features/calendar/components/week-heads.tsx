import { memo } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import type { Week } from '../placing'
import classes from './week-board.module.css'

type Props = { columns: Week['columns']; today: Day; onDay: (day: Day) => void }

/** The days of the week; each leads to itself. */
export const WeekHeads = memo(function WeekHeads({ columns, today, onDay }: Props) {
  const t = useT()
  const format = useFormats()
  return (
    <div className={classes.heads}>
      <span className={classes.corner} />
      {columns.map(({ day, open, visits }) => (
        <button
          key={day}
          type="button"
          className={classes.head}
          data-today={day === today || undefined}
          aria-current={day === today ? 'date' : undefined}
          onClick={() => onDay(day)}
        >
          <span className={classes.number}>{format.dayNumber(day)}</span>
          <span className={classes.words}>
            <strong>{format.weekday(day).replace('.', '')}</strong>
            <span>
              {visits === 0 && open.length === 0
                ? t('staff.day.closed')
                : t('staff.day.visits', { count: visits })}
            </span>
          </span>
        </button>
      ))}
    </div>
  )
})
