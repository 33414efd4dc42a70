import { DndContext } from '@dnd-kit/core'
import { VisuallyHidden } from '@mantine/core'
import { type CSSProperties, useCallback, useRef } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, wallAt } from '@/lib/wall'
import {
  type Calendar,
  type Column,
  frameOf,
  heightOf,
  lanes,
  type Span,
  type Target,
  topOf,
  type Visit,
} from '../geometry'
import { useBoard } from '../store'
import { useDrag } from '../use-drag'
import { useMoveMode } from '../use-move-mode'
import classes from './board.module.css'
import { ColumnGround } from './column-ground'
import { ColumnHead } from './column-head'
import { Ghost } from './ghost'
import { NowLine } from './now-line'
import { VisitCard } from './visit-card'

export type BoardActions = {
  onOpen: (visit: Visit) => void
  onFree: (provider: string, minute: number) => void
  onMove: (visit: Visit, provider: Column, minute: number) => void
}

type Props = BoardActions & { calendar: Calendar; columns: Column[]; day: Day; toldAt: number }

function Hours({ frame, day }: { frame: Span; day: Day }) {
  const format = useFormats()
  const hours = Array.from({ length: (frame.to - frame.from) / 60 }, (_, i) => frame.from + i * 60)
  return (
    <div className={classes.hours} aria-hidden="true">
      {hours.map((minute) => (
        <span key={minute} style={{ top: topOf(minute, frame) }}>
          {format.time(wallAt(day, minute))}
        </span>
      ))}
    </div>
  )
}

/** Says where a visit would land, while it is being moved by keys. */
function Announcer({ columns, day }: { columns: Column[]; day: Day }) {
  const t = useT()
  const format = useFormats()
  const moving = useBoard((state) => state.moving)
  const provider = moving ? columns[moving.target.column]?.name : undefined
  const time = moving ? format.time(wallAt(day, moving.target.minute)) : ''
  return (
    <>
      {moving?.by === 'keys' && (
        <p className={classes.moveHint}>
          {t('staff.move.hint', { patient: moving.visit.patient.name })}
        </p>
      )}
      <VisuallyHidden role="status" aria-live="assertive">
        {moving && t('staff.move.at', { time, provider })}
      </VisuallyHidden>
    </>
  )
}

const nothing = () => undefined

/** Only a pointer drags; what is worth saying about that is said by the message at its end. */
const silent = {
  container: document.body,
  announcements: {
    onDragStart: nothing,
    onDragOver: nothing,
    onDragEnd: nothing,
    onDragCancel: nothing,
  },
}

/** Back to the card after it was dropped by keys: React may have moved its element. */
const refocus = (visit: Visit) =>
  requestAnimationFrame(() => document.getElementById(`visit-${visit.id}`)?.focus())

/** The day: a column for each provider, time running down. */
export function Board({ calendar, columns, day, toldAt, onOpen, onFree, onMove }: Props) {
  const t = useT()
  const format = useFormats()
  const grid = useRef<HTMLDivElement>(null)
  const frame = frameOf(calendar, day)
  const drop = useCallback(
    (visit: Visit, { column, minute }: Target) => {
      const provider = columns[column]
      if (provider) onMove(visit, provider, minute)
      refocus(visit)
    },
    [columns, onMove],
  )
  const drag = useDrag({ columns, frame, day, grid, onDrop: drop })
  useMoveMode({ columns: columns.length, frame, day }, drop)
  const of = (column: Column) => calendar.appointments.filter((v) => v.provider.id === column.id)
  return (
    <DndContext {...drag} accessibility={silent}>
      <section
        className={classes.board}
        aria-label={t('staff.day.calendar', { day: format.longDay(day) })}
      >
        <div className={classes.heads} style={{ '--columns': columns.length } as CSSProperties}>
          <span />
          {columns.map((column) => (
            <ColumnHead key={column.id} column={column} visits={of(column).length} />
          ))}
        </div>
        <div className={classes.body} style={{ height: heightOf(frame) }}>
          <Hours frame={frame} day={day} />
          <div className={classes.grid} ref={grid}>
            {columns.map((column, index) => (
              <ColumnGround
                key={column.id}
                column={column}
                index={index}
                columns={columns.length}
                frame={frame}
                day={day}
                onFree={onFree}
              />
            ))}
            {columns.flatMap((column, index) => {
              const visits = of(column)
              const places = lanes(visits, day)
              return visits.map((visit) => (
                <VisitCard
                  key={visit.id}
                  visit={visit}
                  frame={frame}
                  day={day}
                  column={{ index, of: columns.length }}
                  lane={places.get(visit.id) ?? { lane: 0, of: 1 }}
                  onOpen={onOpen}
                />
              ))
            })}
            <Ghost columns={columns} frame={frame} day={day} />
          </div>
          <NowLine calendar={calendar} day={day} frame={frame} toldAt={toldAt} />
        </div>
        <Announcer columns={columns} day={day} />
      </section>
    </DndContext>
  )
}
