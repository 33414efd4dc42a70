import { memo, type PointerEvent, useState } from 'react'
import { useFormats } from '@/lib/format'
import { type Day, wallAt } from '@/lib/wall'
import { closedSpans, heightOf, minuteAt, PIXELS_PER_MINUTE, type Span, topOf } from '../geometry'
import classes from './board.module.css'

type Props = {
  /** When somebody works, in order and apart from each other. */
  open: readonly Span[]
  index: number
  columns: number
  frame: Span
  day: Day
  today?: boolean
  label: (time: string, day: Day) => string
  onFree: (index: number, minute: number) => void
}

type FreeProps = Pick<Props, 'day' | 'label' | 'onFree' | 'index'> & { span: Span }

/** Open hours are a button: a tap takes the time under the finger, a key takes their beginning. */
function FreeTime({ index, span, day, label, onFree }: FreeProps) {
  const format = useFormats()
  const [hover, setHover] = useState<number | null>(null)
  const under = (event: { clientY: number; currentTarget: HTMLElement }) =>
    minuteAt(event.clientY - event.currentTarget.getBoundingClientRect().top, span)
  const follow = (event: PointerEvent<HTMLElement>) =>
    event.pointerType === 'mouse' && setHover(Math.min(under(event), span.to - 5))
  const time = (minute: number) => format.time(wallAt(day, minute))
  return (
    <button
      type="button"
      className={classes.free}
      style={{ top: 0, height: heightOf(span) }}
      aria-label={label(time(span.from), day)}
      onPointerMove={follow}
      onPointerLeave={() => setHover(null)}
      onClick={(event) => onFree(index, event.detail > 0 ? under(event) : span.from)}
    >
      {hover !== null && (
        <span className={classes.hint} style={{ top: (hover - span.from) * PIXELS_PER_MINUTE }}>
          + {time(hover)}
        </span>
      )}
    </button>
  )
}

/** What lies under the visits of one column: when somebody works, and when not. */
export const ColumnGround = memo(function ColumnGround(props: Props) {
  const { open, index, columns, frame, day, today = false, label, onFree } = props
  const place = { left: `${(index / columns) * 100}%`, width: `${100 / columns}%` }
  return (
    <div className={classes.column} style={place} data-today={today || undefined}>
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
          <FreeTime index={index} span={span} day={day} label={label} onFree={onFree} />
        </div>
      ))}
    </div>
  )
})
