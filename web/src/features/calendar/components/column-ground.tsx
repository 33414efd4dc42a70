import { type PointerEvent, useState } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, wallAt } from '@/lib/wall'
import {
  type Column,
  closedSpans,
  heightOf,
  minuteAt,
  openSpans,
  PIXELS_PER_MINUTE,
  type Span,
  topOf,
} from '../geometry'
import classes from './board.module.css'

type Props = {
  column: Column
  index: number
  columns: number
  frame: Span
  day: Day
  onFree: (provider: string, minute: number) => void
}

type FreeProps = Pick<Props, 'column' | 'day' | 'onFree'> & { span: Span }

/** Open hours are a button: a tap takes the time under the finger, a key takes their beginning. */
function FreeTime({ column, span, day, onFree }: FreeProps) {
  const t = useT()
  const format = useFormats()
  const [hover, setHover] = useState<number | null>(null)
  const under = (event: { clientY: number; currentTarget: HTMLElement }) =>
    minuteAt(event.clientY - event.currentTarget.getBoundingClientRect().top, span)
  const follow = (event: PointerEvent<HTMLElement>) =>
    event.pointerType === 'mouse' && setHover(Math.min(under(event), span.to - 5))
  const time = format.time(wallAt(day, hover ?? span.from))
  return (
    <button
      type="button"
      className={classes.free}
      style={{ top: 0, height: heightOf(span) }}
      aria-label={t('staff.day.freeSpot', {
        time: format.time(wallAt(day, span.from)),
        provider: column.name,
      })}
      onPointerMove={follow}
      onPointerLeave={() => setHover(null)}
      onClick={(event) => onFree(column.id, event.detail > 0 ? under(event) : span.from)}
    >
      {hover !== null && (
        <span className={classes.hint} style={{ top: (hover - span.from) * PIXELS_PER_MINUTE }}>
          + {time}
        </span>
      )}
    </button>
  )
}

/** What lies under the visits of one provider: when they work, and when not. */
export function ColumnGround({ column, index, columns, frame, day, onFree }: Props) {
  const open = openSpans(column, day)
  const place = { left: `${(index / columns) * 100}%`, width: `${100 / columns}%` }
  return (
    <div className={classes.column} style={place}>
      {closedSpans(open, frame).map((span) => (
        <span
          key={span.from}
          className={classes.closed}
          style={{ top: topOf(span.from, frame), height: heightOf(span) }}
        />
      ))}
      {open.map((span) => (
        <div
          key={span.from}
          className={classes.open}
          style={{ top: topOf(span.from, frame), height: heightOf(span) }}
        >
          <FreeTime column={column} span={span} day={day} onFree={onFree} />
        </div>
      ))}
    </div>
  )
}
