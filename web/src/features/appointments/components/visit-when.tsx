import { capital, useFormats } from '@/lib/format'
import type { Wall } from '@/lib/wall'
import classes from './visits.module.css'

/** A day as a tear-off leaf: weekday, number, month. */
export function Leaf({ at }: { at: Wall }) {
  const format = useFormats()
  return (
    <span className={classes.leaf} aria-hidden="true">
      <span className={classes.leafTop}>{format.weekday(at).replace('.', '')}</span>
      <span className={classes.leafNumber}>{format.dayNumber(at)}</span>
      <span className={classes.leafMonth}>{format.shortMonth(at).replace('.', '')}</span>
    </span>
  )
}

export function useWhen() {
  const format = useFormats()
  return (at: Wall) => `${capital(format.longDay(at))}, ${format.time(at)}`
}
