import { useCallback } from 'react'
import { useFormats } from '@/lib/format'
import { useNow } from '@/lib/now'
import { type Day, wallAt } from '@/lib/wall'
import { type Calendar, nowMinute, type Span, topOf } from '../geometry'
import classes from './board.module.css'

type Props = {
  calendar: Calendar
  day: Day
  frame: Span
  toldAt: number
  column?: { index: number; of: number }
}

/** The clinic's now. It comes into view when the day opens. */
export function NowLine({ calendar, day, frame, toldAt, column }: Props) {
  const format = useFormats()
  const minute = nowMinute(calendar, day, toldAt, Math.max(useNow(), toldAt))
  const reveal = useCallback((line: HTMLDivElement | null) => {
    line?.scrollIntoView?.({ block: 'center', inline: 'nearest' })
  }, [])
  if (minute < frame.from || minute > frame.to) return null
  const across = column && {
    left: `${(column.index / column.of) * 100}%`,
    width: `${100 / column.of}%`,
  }
  return (
    <div
      className={classes.now}
      style={{ top: topOf(minute, frame), ...across }}
      ref={reveal}
      aria-hidden="true"
    >
      {!column && <span>{format.time(wallAt(day, minute))}</span>}
    </div>
  )
}
