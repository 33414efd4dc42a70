import { DndContext } from '@dnd-kit/core'
import { type CSSProperties, useCallback, useMemo, useRef, useState } from 'react'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Day, dayOf, minuteOf, wallAt } from '@/lib/wall'
import { refocus, silent } from '../dropping'
import { type Calendar, heightOf, type Target, type Visit } from '../geometry'
import { weekOf } from '../placing'
import { useDrag } from '../use-drag'
import { useMoveMode } from '../use-move-mode'
import { Announcer } from './announcer'
import board from './board.module.css'
import { ColumnGround } from './column-ground'
import { Ghost } from './ghost'
import { Hours } from './hours'
import { NowLine } from './now-line'
import { Surface } from './surface'
import classes from './week-board.module.css'
import { WeekCards } from './week-cards'
import { WeekHeads } from './week-heads'

type Props = {
  calendar: Calendar
  days: readonly Day[]
  toldAt: number
  onDay: (day: Day) => void
  onOpen: (visit: Visit) => void
  onLook?: (visit: Visit) => void
  onFree: (day: Day, minute: number) => void
  onMove: (visit: Visit, day: Day, minute: number) => void
}

/** A card needs this much to be read; days with many beside each other are scrolled to. */
const CARD_WIDTH = 64
const DAY_WIDTH = 150

/** The week: a column for each day, time running down, visits at the same time side by side. */
export function WeekBoard(props: Props) {
  const { calendar, days, toldAt, onDay, onOpen, onLook, onFree, onMove } = props
  const t = useT()
  const format = useFormats()
  const scroller = useRef<HTMLElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const [kept, keep] = useState<string | null>(null)
  const week = useMemo(() => weekOf(calendar, days), [calendar, days])
  const { frame, columns, cards, widest } = week
  const whereIs = useCallback(
    ({ starts_local }: Visit): Target => ({
      column: days.indexOf(dayOf(starts_local)),
      minute: minuteOf(starts_local),
    }),
    [days],
  )
  const drop = useCallback(
    (visit: Visit, { column, minute }: Target) => {
      const day = days[column]
      if (day) onMove(visit, day, minute)
      refocus(visit)
    },
    [days, onMove],
  )
  const size = { columns: days.length, frame }
  const { pick, context } = useDrag({ ...size, grid, whereIs, onDrop: drop })
  useMoveMode(size, drop)
  const free = useCallback(
    (index: number, minute: number) => {
      const day = days[index]
      if (day) onFree(day, minute)
    },
    [days, onFree],
  )
  const label = useCallback(
    (time: string, day: Day) => t('calendar.week.freeSpot', { time, day: format.longDay(day) }),
    [t, format],
  )
  const [first = ''] = days
  return (
    <DndContext {...context} accessibility={silent}>
      <section
        ref={scroller}
        className={board.board}
        aria-label={t('calendar.week.label', { day: format.longDay(first) })}
        onFocus={({ target }) => keep(target.getAttribute('data-visit'))}
        onBlur={() => keep(null)}
      >
        <div
          className={classes.sheet}
          style={{ '--day': `${Math.max(DAY_WIDTH, widest * CARD_WIDTH)}px` } as CSSProperties}
        >
          <WeekHeads columns={columns} today={calendar.today} onDay={onDay} />
          <div className={classes.body} style={{ height: heightOf(frame) }}>
            <div className={classes.clock}>
              <Hours frame={frame} day={first} />
            </div>
            <Surface
              visits={calendar.appointments}
              whereIs={whereIs}
              grid={grid}
              onPick={pick}
              onOpen={onOpen}
              onLook={onLook}
            >
              {columns.map(({ day, open }, index) => (
                <ColumnGround
                  key={day}
                  {...size}
                  open={open}
                  index={index}
                  day={day}
                  today={day === calendar.today}
                  label={label}
                  onFree={free}
                />
              ))}
              <WeekCards cards={cards} scroller={scroller} grid={grid} kept={kept} />
              <Ghost {...size} />
              {days.includes(calendar.today) && (
                <NowLine
                  calendar={calendar}
                  day={calendar.today}
                  frame={frame}
                  toldAt={toldAt}
                  column={{ index: days.indexOf(calendar.today), of: days.length }}
                />
              )}
            </Surface>
          </div>
        </div>
        <Announcer
          hint={(patient) => t('calendar.week.moveHint', { patient })}
          where={({ column, minute }) => capital(format.moment(wallAt(days[column] ?? '', minute)))}
        />
      </section>
    </DndContext>
  )
}
