import { useFormats } from '@/lib/format'
import { type Day, wallAt } from '@/lib/wall'
import { type Span, topOf } from '../geometry'
import classes from './board.module.css'

/** The clock at the side of the board. */
export function Hours({ frame, day }: { frame: Span; day: Day }) {
  const format = useFormats()
  const hours = Array.from({ length: (frame.to - frame.from) / 60 }, (_, i) => frame.from + i * 60)
  return (
    <div className={classes.hours} aria-hidden="true">
      {hours.map((minute) => (
        <span key={minute} style={{ top: topOf(minute, frame) }}>
          {format.hour(wallAt(day, minute))}
        </span>
      ))}
    </div>
  )
}
