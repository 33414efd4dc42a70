import { useEffect, useRef } from 'react'
import { useFormats } from '@/lib/format'
import { type Day, wallAt } from '@/lib/wall'
import { type Column, heightOf, type Span, topOf, visitSpan } from '../geometry'
import { useBoard } from '../store'
import classes from './board.module.css'

type Props = { columns: Column[]; frame: Span; day: Day }

/** Where the visit in hand would land, and when. */
export function Ghost({ columns, frame, day }: Props) {
  const format = useFormats()
  const moving = useBoard((board) => board.moving)
  const byKeys = moving?.by === 'keys'
  const minute = moving?.target.minute
  const ghost = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (byKeys && minute !== undefined) ghost.current?.scrollIntoView?.({ block: 'nearest' })
  }, [byKeys, minute])
  if (!moving) return null
  const { visit, target } = moving
  const { from, to } = visitSpan(visit, day)
  const place = {
    top: topOf(target.minute, frame),
    height: heightOf({ from, to }),
    left: `${(target.column / columns.length) * 100}%`,
    width: `calc(${100 / columns.length}% - 7px)`,
  }
  const until = format.time(wallAt(day, target.minute + to - from))
  return (
    <div ref={ghost} className={classes.ghost} style={place} aria-hidden="true">
      <strong>
        {format.time(wallAt(day, target.minute))} – {until}
      </strong>
      <span>{visit.patient.name}</span>
    </div>
  )
}
