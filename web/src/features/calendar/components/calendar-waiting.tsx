import { Skeleton } from '@mantine/core'
import type { CSSProperties } from 'react'
import { Coming, WaitingList } from '@/ui/waiting'
import type { View } from '../weeks'
import classes from './calendar-waiting.module.css'

const some = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Where visits might be, as height and distance from the one before. */
const visits: readonly (readonly [height: number, gap: number])[][] = [
  [
    [84, 96],
    [56, 40],
    [112, 60],
  ],
  [
    [56, 40],
    [56, 72],
    [84, 30],
    [56, 60],
  ],
  [
    [112, 150],
    [56, 90],
  ],
  [
    [84, 20],
    [84, 20],
    [140, 110],
  ],
]

function Columns({ count }: { count: number }) {
  return (
    <>
      <span className={classes.heads}>
        <span />
        {some(count).map((column) => (
          <span key={column} className={classes.head}>
            <Skeleton height={36} width={36} radius={14} />
            <Skeleton height={14} width="46%" radius={8} />
          </span>
        ))}
      </span>
      <span className={classes.columns}>
        <span className={classes.clock}>
          {some(6).map((hour) => (
            <Skeleton key={hour} height={10} width={30} radius={6} />
          ))}
        </span>
        {some(count).map((column) => (
          <span key={column} className={classes.column}>
            {(visits[column % visits.length] ?? []).map(([height, gap]) => (
              <Skeleton key={`${height} ${gap}`} height={height} mt={gap} />
            ))}
          </span>
        ))}
      </span>
    </>
  )
}

function Cells() {
  return (
    <span className={classes.cells}>
      {some(42).map((cell) => (
        <span key={cell} className={classes.cell}>
          <Skeleton height={14} width={20} radius={6} />
          <Skeleton height={4} radius={4} />
        </span>
      ))}
    </span>
  )
}

/** The calendar before it is known: its own lines, with nothing true between them. */
export function CalendarWaiting({ view, phone }: { view: View; phone: boolean }) {
  if (view === 'week' && phone) return <WaitingList rows={7} />
  const count = view === 'week' ? 7 : 4
  return (
    <Coming className={classes.board}>
      <span style={{ display: 'contents', '--columns': count } as CSSProperties}>
        {view === 'month' ? <Cells /> : <Columns count={count} />}
      </span>
    </Coming>
  )
}
