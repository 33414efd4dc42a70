import { useEffect, useRef } from 'react'
import { useFormats } from '@/lib/format'
import { wallAt } from '@/lib/wall'
import { heightOf, lengthOf, type Span, topOf } from '../geometry'
import { useBoard } from '../store'
import classes from './board.module.css'

/** Any day will do to write a time of day. */
const SOME_DAY = '2030-01-07'

type Props = { columns: number; frame: Span }

/** Where the visit in hand would land, and when. It is moved, not laid out anew. */
export function Ghost({ columns, frame }: Props) {
  const format = useFormats()
  const moving = useBoard((board) => board.moving)
  const byKeys = moving?.by === 'keys'
  const { column, minute } = moving?.target ?? {}
  const ghost = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (byKeys && minute !== undefined && column !== undefined)
      ghost.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [byKeys, minute, column])
  if (!moving) return null
  const { visit, target } = moving
  const from = target.minute
  const to = from + lengthOf(visit)
  const time = (at: number) => format.time(wallAt(SOME_DAY, at))
  const place = {
    width: `${100 / columns}%`,
    height: heightOf({ from, to }),
    transform: `translate(${target.column * 100}%, ${topOf(from, frame)}px)`,
  }
  return (
    <div ref={ghost} className={classes.landing} style={place} aria-hidden="true">
      <div className={classes.ghost}>
        <strong>
          {time(from)} – {time(to)}
        </strong>
        <span>{visit.patient.name}</span>
      </div>
    </div>
  )
}
