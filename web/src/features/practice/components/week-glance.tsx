import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useDayNames } from '../day-names'
import { onDay, type Stretch, WEEKDAYS } from '../week'
import classes from './week.module.css'

/** On which days somebody works, in seven letters. */
export function WeekGlance({ week }: { week: readonly Stretch[] }) {
  const t = useT()
  const format = useFormats()
  const { long, narrow } = useDayNames()
  const works = (day: number) => onDay(week, day).length > 0
  const days = format.list(WEEKDAYS.filter(works).map(long))
  return (
    <span
      className={classes.glance}
      role="img"
      aria-label={days ? t('practice.hours.glance', { days }) : t('practice.hours.never')}
    >
      {WEEKDAYS.map((day) => (
        <span key={day} data-works={works(day) || undefined}>
          {narrow(day)}
        </span>
      ))}
    </span>
  )
}
