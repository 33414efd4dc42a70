import { DndContext } from '@dnd-kit/core'
import { type CSSProperties, useCallback, useMemo, useRef } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, wallAt } from '@/lib/wall'
import { refocus, silent } from '../dropping'
import {
  type Calendar,
  type Column,
  frameOf,
  heightOf,
  openSpans,
  type Target,
  type Visit,
  visitSpan,
} from '../geometry'
import { placed } from '../placing'
import { useDrag } from '../use-drag'
import { useMoveMode } from '../use-move-mode'
import { Announcer } from './announcer'
import classes from './board.module.css'
import { ColumnGround } from './column-ground'
import { ColumnHead } from './column-head'
import { Ghost } from './ghost'
import { Hours } from './hours'
import { NowLine } from './now-line'
import { Surface } from './surface'
import { VisitCard } from './visit-card'

export type BoardActions = {
  onOpen: (visit: Visit) => void
  onLook?: (visit: Visit) => void
  onFree: (provider: string, minute: number) => void
  onMove: (visit: Visit, provider: Column, minute: number) => void
}

type Props = BoardActions & { calendar: Calendar; columns: Column[]; day: Day; toldAt: number }

function useColumns({ calendar, columns, day }: Pick<Props, 'calendar' | 'columns' | 'day'>) {
  return useMemo(() => {
    const frame = frameOf(calendar, day)
    const size = { columns: columns.length, frame }
    const of = (column: Column) =>
      calendar.appointments.filter(({ provider }) => provider.id === column.id)
    return {
      frame,
      grounds: columns.map((column) => ({
        column,
        open: openSpans(column, day),
        visits: of(column).length,
      })),
      cards: columns.flatMap((column, index) => placed(of(column), day, index, size)),
    }
  }, [calendar, columns, day])
}

/** The day: a column for each provider, time running down. */
export function Board(props: Props) {
  const { calendar, columns, day, toldAt, onOpen, onLook, onFree, onMove } = props
  const t = useT()
  const format = useFormats()
  const grid = useRef<HTMLDivElement>(null)
  const { frame, grounds, cards } = useColumns(props)
  const whereIs = (visit: Visit): Target => ({
    column: columns.findIndex(({ id }) => id === visit.provider.id),
    minute: visitSpan(visit, day).from,
  })
  const drop = useCallback(
    (visit: Visit, { column, minute }: Target) => {
      const provider = columns[column]
      if (provider) onMove(visit, provider, minute)
      refocus(visit)
    },
    [columns, onMove],
  )
  const { pick, context } = useDrag({
    columns: columns.length,
    frame,
    grid,
    whereIs,
    onDrop: drop,
  })
  useMoveMode({ columns: columns.length, frame }, drop)
  const size = { columns: columns.length, frame }
  const free = (index: number, minute: number) => {
    const provider = columns[index]
    if (provider) onFree(provider.id, minute)
  }
  return (
    <DndContext {...context} accessibility={silent}>
      <section
        className={classes.board}
        aria-label={t('staff.day.calendar', { day: format.longDay(day) })}
      >
        <div className={classes.heads} style={{ '--columns': columns.length } as CSSProperties}>
          <span />
          {grounds.map(({ column, visits }) => (
            <ColumnHead key={column.id} column={column} visits={visits} />
          ))}
        </div>
        <div className={classes.body} style={{ height: heightOf(frame) }}>
          <Hours frame={frame} day={day} />
          <Surface
            visits={calendar.appointments}
            whereIs={whereIs}
            grid={grid}
            onPick={pick}
            onOpen={onOpen}
            onLook={onLook}
          >
            {grounds.map(({ column, open }, index) => (
              <ColumnGround
                key={column.id}
                {...size}
                open={open}
                index={index}
                day={day}
                label={(time) => t('staff.day.freeSpot', { time, provider: column.name })}
                onFree={free}
              />
            ))}
            {cards.map(({ visit, place }) => (
              <VisitCard key={visit.id} visit={visit} {...place} />
            ))}
            <Ghost {...size} />
          </Surface>
          <NowLine calendar={calendar} day={day} frame={frame} toldAt={toldAt} />
        </div>
        <Announcer
          hint={(patient) => t('staff.move.hint', { patient })}
          where={({ column, minute }) =>
            t('staff.move.at', {
              time: format.time(wallAt(day, minute)),
              provider: columns[column]?.name,
            })
          }
        />
      </section>
    </DndContext>
  )
}
